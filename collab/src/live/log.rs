//! The log of all documents of this node: appending, reading back, folding.

use std::collections::HashMap;

use bytes::Bytes;
use kernel::{DocumentId, UserId};
use platform::{
    Platform,
    db::{Coalescer, Db, Tx},
};

use super::{
    Bounds,
    inspect::inspect,
    replica::{Applied, Failure, Replica},
    waiting::Waiting,
};
use crate::{
    Error,
    store::log::{self, NewRow, Snapshot},
};

/// How many turns of documents share a commit.
const BATCH: usize = 256;
/// How many rows are read at once.
const READ_ROWS: u32 = 1_000;

/// What one document has to write.
pub(super) struct Turn {
    pub(super) document: DocumentId,
    pub(super) rows: Vec<(UserId, Bytes)>,
    /// Whether it should show that it was edited.
    pub(super) touch: bool,
}

/// The way into the log. The answer is the last number; `None`: the document is gone.
pub(super) type Log = Coalescer<Turn, Option<i64>, Error>;

pub(super) fn open(platform: &Platform) -> Log {
    Coalescer::spawn(&platform.db, &platform.tasks, "document updates", BATCH, async |tx: &Tx, turns: &[Turn]| {
        append(tx, turns).await
    })
}

async fn append(tx: &Tx, turns: &[Turn]) -> Result<Vec<Option<i64>>, Error> {
    let mut documents: Vec<DocumentId> = turns.iter().map(|turn| turn.document).collect();
    documents.sort_unstable();
    documents.dedup();
    // Numbers are taken here and not in memory: another node may have the document open too.
    let mut heads: HashMap<DocumentId, i64> = log::heads(tx, &documents).await?;
    let mut rows = Vec::with_capacity(turns.iter().map(|turn| turn.rows.len()).sum());
    let mut answers = Vec::with_capacity(turns.len());
    for turn in turns {
        let Some(head) = heads.get_mut(&turn.document) else {
            answers.push(None);
            continue;
        };
        for (author, bytes) in &turn.rows {
            *head += 1;
            rows.push(NewRow { document: turn.document, seq: *head, author: Some(*author), bytes });
        }
        answers.push(Some(*head));
    }
    let now = tx.now();
    log::append(tx, &rows, now).await?;
    let mut touched: Vec<DocumentId> = turns.iter().filter(|turn| turn.touch).map(|turn| turn.document).collect();
    touched.dedup();
    log::touch(tx, &touched, now).await?;
    Ok(answers)
}

/// A document as the database has it.
pub(super) struct Stored {
    snapshot: Option<Snapshot>,
    rows: Vec<Bytes>,
    /// The last update that is in it.
    seq: i64,
}

impl Stored {
    /// Where its snapshot ends.
    fn folded(&self) -> i64 {
        self.snapshot.as_ref().map_or(0, |snapshot| snapshot.seq)
    }

    /// How many updates are not folded.
    pub(super) fn unfolded(&self) -> u64 {
        self.rows.len() as u64
    }

    /// Applies all of it; slow for a large document. Gives the updates that wait for what they build on.
    pub(super) fn apply_to(&self, replica: &Replica, bounds: &Bounds) -> Result<Waiting, Error> {
        let mut waiting = Waiting::default();
        let updates =
            self.snapshot.iter().map(|snapshot| &snapshot.bytes[..]).chain(self.rows.iter().map(|row| &row[..]));
        // It was held against the bounds when it came; all of it together may be larger than any of it.
        let bounds = Bounds::without(bounds);
        for update in updates {
            let inspected = match inspect(update, &bounds) {
                Ok(inspected) => inspected,
                // One bad row must not take the rest away.
                Err(refusal) => {
                    tracing::error!(%refusal, "a stored update can't be read");
                    continue;
                }
            };
            match replica.apply(update, &inspected) {
                Ok(Applied::Waiting) => waiting.push(inspected, Bytes::copy_from_slice(update)),
                Ok(_) => {}
                Err(Failure::Refused(refusal)) => tracing::error!(%refusal, "a stored update can't be read"),
                Err(Failure::Broken) => return Err(Error::Damaged("an update broke the library".into())),
            }
        }
        waiting.settle(replica).map_err(|_| Error::Damaged("an update broke the library".into()))?;
        Ok(waiting)
    }
}

/// Reads a document as one moment has it. Folding may happen between two statements; then it is read again.
pub(super) async fn read(db: &Db, id: DocumentId) -> Result<Stored, Error> {
    loop {
        let snapshot = log::snapshot(db.read(), id).await?;
        let folded = snapshot.as_ref().map_or(0, |snapshot| snapshot.seq);
        let (mut seq, mut rows) = (folded, Vec::new());
        let mut gap = false;
        loop {
            let page = log::updates_after(db.read(), id, seq, READ_ROWS).await?;
            let last = page.len() < READ_ROWS as usize;
            for (number, bytes) in page {
                gap |= number != seq + 1;
                seq = number;
                rows.push(bytes);
            }
            if last || gap {
                break;
            }
        }
        if !gap {
            return Ok(Stored { snapshot, rows, seq });
        }
        let now = log::snapshot(db.read(), id).await?.map_or(0, |snapshot| snapshot.seq);
        if now == folded {
            return Err(Error::Damaged("the log has a gap".into()));
        }
    }
}

/// Reads a document into memory.
pub(super) async fn load(db: &Db, id: DocumentId, bounds: &Bounds) -> Result<(Replica, Stored, Waiting), Error> {
    let stored = read(db, id).await?;
    let bounds = bounds.clone();
    blocking(move || {
        let replica = Replica::new();
        let waiting = stored.apply_to(&replica, &bounds)?;
        Ok((replica.bounded(bounds.document_types), stored, waiting))
    })
    .await
}

/// Folds what is in the log into the snapshot. Updates that are appended meanwhile stay in the log, and those that wait for what
/// they build on are put at its end again, since a snapshot does not hold them. Gives by how many rows the log is shorter.
pub(super) async fn fold(platform: &Platform, id: DocumentId, bounds: &Bounds) -> Result<u64, Error> {
    let (replica, stored, waiting) = load(&platform.db, id, bounds).await?;
    if stored.rows.len() <= waiting.updates().len() {
        return Ok(0);
    }
    let (instead_of, seq) = (stored.folded(), stored.seq);
    let shorter = stored.unfolded().saturating_sub(waiting.updates().len() as u64);
    let folded = blocking(move || Ok(Snapshot { seq, bytes: replica.state() })).await?;
    let done = platform
        .db
        .write(async move |tx: &Tx| {
            let done = log::fold(tx, id, instead_of, &folded, tx.now()).await?;
            if done && waiting.updates().len() > 0 {
                let mut seq = log::heads(tx, &[id]).await?.get(&id).copied().unwrap_or(folded.seq);
                let again = waiting.updates().map(|bytes| {
                    seq += 1;
                    NewRow { document: id, seq, author: None, bytes }
                });
                log::append(tx, &again.collect::<Vec<_>>(), tx.now()).await?;
            }
            Ok::<_, Error>(done)
        })
        .await?;
    Ok(if done { shorter } else { 0 })
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, Error> + Send + 'static) -> Result<T, Error> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| Err(Error::Damaged(error.to_string())))
}
