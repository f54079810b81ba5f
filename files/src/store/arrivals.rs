//! Table `blob_arrivals`: bytes that are about to be complete and have no file yet.
//!
//! A row is written when the last byte is there and before the blob is put in its place; the transaction that writes the
//! file removes it. One that stays behind names bytes that nobody will ever ask for.

use kernel::{BlobId, Timestamp};
use platform::db::{DbError, Tx};
use sea_orm::ConnectionTrait;

use super::{column, statement, to_signed};

/// Notes that bytes are about to lie under this id.
pub(crate) async fn insert(tx: &Tx, blob: BlobId) -> Result<(), DbError> {
    let sql = "INSERT INTO blob_arrivals (id, arrived_at) VALUES ($1, $2)";
    tx.execute_raw(statement(tx, sql, [blob.into(), tx.now().into()])).await?;
    Ok(())
}

/// Takes the note away; says whether it was there.
pub(crate) async fn remove(tx: &Tx, blob: BlobId) -> Result<bool, DbError> {
    let done = tx.execute_raw(statement(tx, "DELETE FROM blob_arrivals WHERE id = $1", [blob.into()])).await?;
    Ok(done.rows_affected() == 1)
}

/// Takes away up to `count` notes from before `moment`.
pub(crate) async fn remove_stale(tx: &Tx, moment: Timestamp, count: u64) -> Result<Vec<BlobId>, DbError> {
    let sql = "DELETE FROM blob_arrivals WHERE id IN \
               (SELECT id FROM blob_arrivals WHERE arrived_at <= $1 ORDER BY arrived_at LIMIT $2) RETURNING id";
    let values = [moment.into(), to_signed(count).into()];
    column(&tx.query_all_raw(statement(tx, sql, values)).await?, "id")
}
