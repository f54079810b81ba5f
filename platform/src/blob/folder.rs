//! Blobs in a folder of this machine.
//!
//! Written by hand rather than through `object_store` (see `docs/decisions/004-blob-folder.md`). A body is gathered
//! into buffers of [`CHUNK`] bytes; while one is written and hashed on a blocking thread, the next is filled. No thread
//! is held while a slow sender makes us wait. The last buffer, the fsync of the file, its rename into place and the
//! fsync of its folder are one step, so that a small blob costs a single hop.

use std::{
    collections::HashSet,
    fs::{DirBuilder, File},
    io,
    ops::Range,
    os::unix::fs::{DirBuilderExt, FileExt},
    path::{Path, PathBuf},
    pin::{Pin, pin},
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, ready},
    time::Instant,
};

use bytes::Bytes;
use futures::{Stream, StreamExt};
use tokio::task::JoinHandle;

use super::{Allowance, BlobError, BlobKey, BlobStream, Stored, resolve};
use crate::health::PartHealth;

mod staging;

use staging::{Staging, TempFile};

/// How much is written or read at once: big enough that system calls and hops between threads cost nothing that
/// can be measured, small enough to stay in a core's cache between hashing and writing.
const CHUNK: usize = 256 * 1024;

/// Runs what may wait for the disk on a thread that may wait.
pub(super) async fn run<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, BlobError> {
    Ok(joined(tokio::task::spawn_blocking(work).await)?)
}

fn joined<T>(result: Result<io::Result<T>, tokio::task::JoinError>) -> io::Result<T> {
    result.unwrap_or_else(|error| Err(io::Error::other(error)))
}

#[derive(Debug)]
pub(super) struct Folder {
    shelves: Arc<Shelves>,
    staging: Arc<Staging>,
}

impl Folder {
    /// Opens the folder and sweeps. Waits for the disk.
    pub(super) fn open(root: &Path) -> io::Result<Self> {
        DirBuilder::new().recursive(true).mode(0o700).create(root)?;
        let root = root.canonicalize()?;
        let staging = Staging::open(&root.join("tmp"))?;
        Ok(Self { shelves: Arc::new(Shelves { root, durable: Mutex::default() }), staging: Arc::new(staging) })
    }

    pub(super) async fn put(
        &self,
        key: BlobKey,
        body: impl Stream<Item = Result<Bytes, BlobError>> + Send,
        limit: u64,
    ) -> Result<Stored, BlobError> {
        let mut upload = Upload::new(Arc::clone(&self.staging));
        match upload.take_in(body, limit).await {
            Ok(()) => upload.finish(Arc::clone(&self.shelves), key).await,
            Err(error) => {
                upload.discard().await;
                Err(error)
            }
        }
    }

    pub(super) async fn get(&self, key: BlobKey, range: Option<Range<u64>>) -> Result<BlobStream, BlobError> {
        let path = self.shelves.path(key);
        // Opening and the first chunk are one hop: that is all that a small blob needs.
        let opened = tokio::task::spawn_blocking(move || -> Result<_, BlobError> {
            let file = File::open(path)?;
            let range = resolve(range, file.metadata()?.len())?;
            let length = range.end - range.start;
            let mut reader = Reader { file, range, spares: Spares::default() };
            let first = reader.read()?;
            Ok((length, reader, first))
        });
        let (length, reader, first) = opened.await.map_err(|error| BlobError::Io(io::Error::other(error)))??;
        Ok(BlobStream::new(length, ReadAhead::new(reader, first)))
    }

    pub(super) async fn delete(&self, key: BlobKey) -> Result<(), BlobError> {
        let shelves = Arc::clone(&self.shelves);
        run(move || {
            let path = shelves.path(key);
            match std::fs::remove_file(&path) {
                Ok(()) => sync_parent(&path),
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
                Err(error) => Err(error),
            }
        })
        .await
    }

    /// Writes a little file down to the disk and removes it.
    pub(super) async fn health(&self) -> PartHealth {
        let staging = Arc::clone(&self.staging);
        let begun = Instant::now();
        let probe = run(move || {
            let mut file = staging.create()?;
            file.write(&[0; 4096])?;
            file.sync()
        })
        .await;
        match probe {
            Ok(()) => PartHealth::ok(),
            Err(error) => PartHealth::down(error.to_string()),
        }
        .taking(begun.elapsed())
    }
}

/// The folders that blobs lie in, `ab/cd/`.
#[derive(Debug)]
struct Shelves {
    root: PathBuf,
    /// The shards whose folders are known to be on disk. That a folder exists is not enough: another put may have made
    /// it a moment ago without having synced it yet.
    durable: Mutex<HashSet<[u8; 2]>>,
}

impl Shelves {
    fn path(&self, key: BlobKey) -> PathBuf {
        self.root.join(key.to_string())
    }

    /// Makes the folder of `key` durable, once per shard and process.
    fn ensure(&self, key: BlobKey) -> io::Result<()> {
        let shards = key.shards();
        if self.durable.lock().unwrap_or_else(PoisonError::into_inner).contains(&shards) {
            return Ok(());
        }
        let outer = self.root.join(format!("{:02x}", shards[0]));
        let inner = outer.join(format!("{:02x}", shards[1]));
        DirBuilder::new().recursive(true).mode(0o700).create(inner)?;
        sync_folder(&outer)?;
        sync_folder(&self.root)?;
        self.durable.lock().unwrap_or_else(PoisonError::into_inner).insert(shards);
        Ok(())
    }

    fn forget(&self, key: BlobKey) {
        self.durable.lock().unwrap_or_else(PoisonError::into_inner).remove(&key.shards());
    }

    /// Moves a file whose bytes are on disk to where `key` says.
    fn place(&self, file: TempFile, key: BlobKey) -> io::Result<Placed> {
        let path = self.path(key);
        self.ensure(key)?;
        if let Err(error) = file.rename(&path) {
            if error.kind() != io::ErrorKind::NotFound {
                return Err(error);
            }
            // Somebody tidied the empty folder away while we ran.
            self.forget(key);
            self.ensure(key)?;
            file.rename(&path)?;
        }
        file.keep();
        let placed = Placed(Some(path));
        if let Some(path) = &placed.0 {
            sync_parent(path)?;
        }
        Ok(placed)
    }
}

/// A blob in its place that nobody has been told of yet: removed again if the put was dropped meanwhile.
struct Placed(Option<PathBuf>);

impl Placed {
    fn keep(mut self) {
        self.0 = None;
    }
}

impl Drop for Placed {
    fn drop(&mut self) {
        if let Some(path) = self.0.take()
            && let Err(error) = std::fs::remove_file(&path)
        {
            tracing::warn!(blob.path = %path.display(), error = %error, "a blob that nobody wants could not be removed");
        }
    }
}

fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

fn sync_parent(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), sync_folder)
}

/// Bytes on their way to disk, on the blocking side.
struct Writer {
    file: TempFile,
    hasher: blake3::Hasher,
    size: u64,
}

impl Writer {
    fn create(staging: &Staging) -> io::Result<Self> {
        Ok(Self { file: staging.create()?, hasher: blake3::Hasher::new(), size: 0 })
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write(bytes)?;
        self.hasher.update(bytes);
        self.size += bytes.len() as u64;
        Ok(())
    }

    fn commit(self, shelves: &Shelves, key: BlobKey) -> io::Result<(Stored, Placed)> {
        self.file.sync()?;
        let stored = Stored { size: self.size, blake3: self.hasher.finalize().into() };
        Ok((stored, shelves.place(self.file, key)?))
    }
}

/// The writer and an empty buffer, given back after a step.
type Step = io::Result<(Writer, Vec<u8>)>;

/// A put on the asynchronous side: one buffer that fills, one that is being written.
struct Upload {
    staging: Arc<Staging>,
    filling: Vec<u8>,
    /// `None` until the first buffer is full.
    writing: Option<JoinHandle<Step>>,
}

impl Upload {
    const fn new(staging: Arc<Staging>) -> Self {
        Self { staging, filling: Vec::new(), writing: None }
    }

    async fn take_in(
        &mut self,
        body: impl Stream<Item = Result<Bytes, BlobError>> + Send,
        limit: u64,
    ) -> Result<(), BlobError> {
        let mut body = pin!(body);
        let mut allowance = Allowance::new(limit);
        while let Some(chunk) = body.next().await.transpose()? {
            allowance.take(&chunk)?;
            // Copied rather than kept: a chunk of a few bytes can hold on to a whole receive buffer.
            let mut rest = &chunk[..];
            while !rest.is_empty() {
                let (now, later) = rest.split_at(rest.len().min(CHUNK - self.filling.len()));
                self.filling.extend_from_slice(now);
                rest = later;
                if self.filling.len() == CHUNK {
                    self.write_out().await?;
                }
            }
        }
        Ok(())
    }

    /// Waits for the step before, then starts writing the full buffer.
    async fn write_out(&mut self) -> Result<(), BlobError> {
        let (writer, spare) = self.settle().await?;
        let mut full = std::mem::replace(&mut self.filling, spare);
        let staging = Arc::clone(&self.staging);
        self.writing = Some(tokio::task::spawn_blocking(move || {
            let mut writer = writer.map_or_else(|| Writer::create(&staging), Ok)?;
            writer.write(&full)?;
            full.clear();
            Ok((writer, full))
        }));
        Ok(())
    }

    async fn settle(&mut self) -> io::Result<(Option<Writer>, Vec<u8>)> {
        match &mut self.writing {
            None => Ok((None, Vec::new())),
            Some(writing) => {
                let step = joined(writing.await);
                self.writing = None;
                step.map(|(writer, spare)| (Some(writer), spare))
            }
        }
    }

    async fn finish(mut self, shelves: Arc<Shelves>, key: BlobKey) -> Result<Stored, BlobError> {
        let (writer, _) = self.settle().await?;
        let (last, staging) = (std::mem::take(&mut self.filling), Arc::clone(&self.staging));
        let (stored, placed) = run(move || {
            let mut writer = writer.map_or_else(|| Writer::create(&staging), Ok)?;
            writer.write(&last)?;
            writer.commit(&shelves, key)
        })
        .await?;
        placed.keep();
        Ok(stored)
    }

    /// Removes what was written so far, and returns when it is gone.
    async fn discard(mut self) {
        if let Ok((Some(writer), _)) = self.settle().await {
            let _ = tokio::task::spawn_blocking(move || drop(writer)).await;
        }
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        // The put was dropped. Unlinking a big file takes its time, which an asynchronous thread doesn't have.
        if let Some(writing) = self.writing.take()
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            runtime.spawn_blocking(move || drop(writing));
        }
    }
}

/// An open blob and what is still to be read of it.
struct Reader {
    file: File,
    range: Range<u64>,
    spares: Spares,
}

impl Reader {
    /// The next chunk; empty at the end.
    fn read(&mut self) -> io::Result<Bytes> {
        let length = (self.range.end - self.range.start).min(CHUNK as u64);
        let mut buffer = self.spares.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        buffer.resize(usize::try_from(length).unwrap_or(CHUNK), 0);
        self.file.read_exact_at(&mut buffer, self.range.start)?;
        self.range.start += length;
        Ok(Bytes::from_owner(Lent { buffer, home: Arc::clone(&self.spares) }))
    }
}

/// The buffers of one download that are free. Using few again and again, instead of taking one from the allocator on
/// one thread and giving it back on another for every chunk, saves tens of MB of resident memory
/// and clearing each.
type Spares = Arc<Mutex<Vec<Vec<u8>>>>;

/// A buffer that goes back when the last who looks at it is done.
struct Lent {
    buffer: Vec<u8>,
    home: Spares,
}

impl AsRef<[u8]> for Lent {
    fn as_ref(&self) -> &[u8] {
        &self.buffer
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        self.home.lock().unwrap_or_else(PoisonError::into_inner).push(std::mem::take(&mut self.buffer));
    }
}

type Read = io::Result<(Reader, Bytes)>;

/// Gives a blob's chunks; while one is sent, the next is read.
struct ReadAhead {
    ready: Option<Bytes>,
    reading: Option<JoinHandle<Read>>,
}

impl ReadAhead {
    fn new(reader: Reader, first: Bytes) -> Self {
        let mut ahead = Self { ready: (!first.is_empty()).then_some(first), reading: None };
        ahead.read_on(reader);
        ahead
    }

    fn read_on(&mut self, mut reader: Reader) {
        if !reader.range.is_empty() {
            self.reading = Some(tokio::task::spawn_blocking(move || {
                let chunk = reader.read()?;
                Ok((reader, chunk))
            }));
        }
    }
}

impl Stream for ReadAhead {
    type Item = Result<Bytes, BlobError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(chunk) = self.ready.take() {
            return Poll::Ready(Some(Ok(chunk)));
        }
        let Some(reading) = &mut self.reading else { return Poll::Ready(None) };
        let read = joined(ready!(Pin::new(reading).poll(cx)));
        self.reading = None;
        Poll::Ready(Some(match read {
            Ok((reader, chunk)) => {
                self.read_on(reader);
                Ok(chunk)
            }
            Err(error) => Err(error.into()),
        }))
    }
}

#[cfg(test)]
mod tests;
