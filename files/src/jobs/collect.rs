//! The collector: finds bytes that no file has used for an hour.
//!
//! It can't race an upload of equal content: whether a blob is unused is decided by the statement that removes its row,
//! in one transaction with the order to delete its bytes. An upload that comes before it takes the blob back into use;
//! one that comes after it finds no row and keeps the bytes that it brought, which lie under a key of their own.

use platform::{
    db::{Db, DbError, Tx},
    jobs::{Job, JobError},
};
use serde::{Deserialize, Serialize};

use crate::{
    jobs::DropBytes,
    rules::{GIVEN_UP, KEEP_UNUSED},
    store,
};

/// How many blobs go in one transaction: on SQLite, all other writers wait for it.
const BATCH: u64 = 200;

/// Remove what is unused.
#[derive(Serialize, Deserialize)]
pub(crate) struct Collect {}

impl Job for Collect {
    const KIND: &'static str = "files.collect";
}

pub(super) async fn run(db: Db) -> Result<(), JobError> {
    loop {
        let removed = db.write(async move |tx: &Tx| {
            let mut orphans = store::blobs::remove_unused(tx, tx.now().minus(KEEP_UNUSED), BATCH).await?;
            orphans.extend(store::arrivals::remove_stale(tx, tx.now().minus(GIVEN_UP), BATCH).await?);
            for blob in &orphans {
                tx.enqueue(&DropBytes { blob: *blob });
            }
            Ok::<_, DbError>(orphans.len())
        });
        let removed = removed.await?;
        if removed == 0 {
            return Ok(());
        }
        tracing::info!(removed, "unused blobs are removed");
    }
}
