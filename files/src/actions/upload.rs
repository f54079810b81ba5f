//! Taking a file in.
//!
//! 1. The team's permit is asked for, before the first byte is stored.
//! 2. The bytes stream into a new blob and are hashed on the way; four times a second the permit is asked for again.
//! 3. When the last byte is there, a note of the arrival is written, and the blob is put in its place. Should the server
//!    die from here on, the collector finds the note and deletes the bytes.
//! 4. One transaction takes the note away, counts one more use of the content and writes the file. If an older blob has
//!    the same content, the new one is deleted by a job.
//!
//! Whoever goes away before 3 leaves nothing: the blob store drops what it has.

use std::{future, sync::Arc};

use bytes::Bytes;
use futures::{Stream, StreamExt, stream};
use kernel::{Actor, BlobId, FileId};
use parking_lot::Mutex;
use platform::{
    blob::{BlobError, BlobKey, Stored},
    db::{DbError, Tx},
};
use sanitize::sanitize_filename;
use teams::{Permit, Write};

use crate::{
    Error, Files, events,
    http::FileView,
    jobs::DropBytes,
    model::{Content, File},
    policy::Watch,
    rules, store,
};

/// An upload that may begin.
pub(crate) struct Upload {
    actor: Actor,
    permit: Permit<Write>,
}

impl Files {
    /// Asks whether a file may be put into this team.
    pub(crate) async fn begin_upload(&self, actor: &Actor, team: kernel::TeamId) -> Result<Upload, Error> {
        Ok(Upload { actor: *actor, permit: self.teams().permit::<Write>(actor, team).await? })
    }

    /// Stores `body` as a new file.
    pub(crate) async fn upload(
        &self,
        upload: Upload,
        name: &str,
        body: impl Stream<Item = Result<Bytes, Error>> + Send,
    ) -> Result<FileView, Error> {
        let Upload { actor, permit } = upload;
        let platform = self.platform();
        let blob = BlobId::generate(&platform.clock, &platform.rng);
        let body = Watch::<Write>::new(self, &actor, permit.team()).over(body);
        let stored = self.receive(blob, body).await?;
        // It may have been taken away since the last chunk.
        let permit = match self.teams().permit::<Write>(&actor, permit.team()).await {
            Ok(permit) => permit,
            Err(refusal) => {
                self.abandon(blob).await;
                return Err(refusal.into());
            }
        };
        let now = platform.clock.now();
        let name = sanitize_filename(name);
        let file = File {
            id: FileId::generate(&platform.clock, &platform.rng),
            team: permit.team(),
            mime_type: rules::mime_type_of(&name),
            name,
            content: Content { blob, size: stored.size, blake3: stored.blake3 },
            created_by: permit.user(),
            created_at: now,
            updated_at: now,
        };
        let written = self.write(permit, file).await;
        match &written {
            Ok(_) => metrics::counter!("files_upload_bytes_total").increment(stored.size),
            Err(_) => self.abandon(blob).await,
        }
        written
    }

    /// Brings the bytes into the store and notes that they are there.
    async fn receive(
        &self,
        blob: BlobId,
        body: impl Stream<Item = Result<Bytes, Error>> + Send,
    ) -> Result<Stored, Error> {
        // The store hands back its own words for a body that failed; the reason itself waits here.
        let reason: Arc<Mutex<Option<Error>>> = Arc::default();
        let noted = stream::once(self.note_arrival(blob)).filter_map(|noted| future::ready(noted.err().map(Err)));
        let body = body.chain(noted).map(|chunk| {
            chunk.map_err(|error| {
                let told = BlobError::Body(error.to_string());
                *reason.lock() = Some(error);
                told
            })
        });
        match self.platform().blobs.put(&BlobKey::from(blob), body, self.limit()).await {
            Ok(stored) => Ok(stored),
            Err(error) => {
                if let Some(reason) = reason.lock().take() {
                    return Err(reason);
                }
                // A body that is too long never came to its end, so that there is no note; a store that failed may
                // have done so after it.
                if !matches!(error, BlobError::TooLarge { .. }) {
                    self.abandon(blob).await;
                }
                Err(error.into())
            }
        }
    }

    async fn note_arrival(&self, blob: BlobId) -> Result<(), Error> {
        let write = async move |tx: &Tx| store::arrivals::insert(tx, blob).await;
        Ok(self.platform().db.write(write).await?)
    }

    /// Writes the file, and what it uses.
    async fn write(&self, permit: Permit<Write>, file: File) -> Result<FileView, Error> {
        let view = self.show(file.clone()).await?;
        let event = events::created(self.platform(), &view);
        let write = async move |tx: &Tx| {
            let brought = file.content;
            if !store::arrivals::remove(tx, brought.blob).await? {
                // The collector was here: it took an hour from the last byte to this line.
                return Err(Error::Blob(BlobError::Io(std::io::Error::other("the arrival was given up"))));
            }
            let blob = store::blobs::take(tx, &brought).await?;
            if blob != brought.blob {
                tx.enqueue(&DropBytes { blob: brought.blob });
            }
            let content = Content { blob, ..brought };
            store::files::insert(tx, &permit, &File { content, ..file.clone() }).await?;
            tx.emit(event.clone());
            Ok(())
        };
        self.platform().db.write(write).await?;
        Ok(view)
    }

    /// Lets go of bytes that no file was written for. If even that fails, the collector finds them later.
    async fn abandon(&self, blob: BlobId) {
        let write = async move |tx: &Tx| {
            // Without a note they were never there, or belong to a file after all.
            if store::arrivals::remove(tx, blob).await? {
                tx.enqueue(&DropBytes { blob });
            }
            Ok::<_, DbError>(())
        };
        if let Err(error) = self.platform().db.write(write).await {
            tracing::warn!(%error, blob.id = %blob, "bytes without a file are left to the collector");
        }
    }
}
