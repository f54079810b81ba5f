//! Table `blobs`: one row for each content, with the number of files that use it.

use kernel::{BlobId, Timestamp};
use platform::db::{DbError, Tx};
use sea_orm::ConnectionTrait;

use super::{column, statement, to_signed};
use crate::model::Content;

/// Counts one more use of this content; says which blob holds it: the one that was just brought, or an older one of
/// equal content. One statement, so that two uploads at once can't both be first.
pub(crate) async fn take(tx: &Tx, brought: &Content) -> Result<BlobId, DbError> {
    let sql = "INSERT INTO blobs (id, blake3, size, refs, created_at) VALUES ($1, $2, $3, 1, $4) \
               ON CONFLICT (blake3) DO UPDATE SET refs = blobs.refs + 1, unused_since = NULL RETURNING id";
    let values = [brought.blob.into(), brought.blake3.to_vec().into(), to_signed(brought.size).into(), tx.now().into()];
    let rows = tx.query_all_raw(statement(tx, sql, values)).await?;
    Ok(column(&rows, "id")?.into_iter().next().unwrap_or(brought.blob))
}

/// Counts one use less. The last one out leaves the time on the door.
pub(crate) async fn release(tx: &Tx, blob: BlobId) -> Result<(), DbError> {
    let sql = "UPDATE blobs SET refs = refs - 1, \
               unused_since = CASE WHEN refs <= 1 THEN CAST($1 AS BIGINT) ELSE NULL END WHERE id = $2 AND refs > 0";
    tx.execute_raw(statement(tx, sql, [tx.now().into(), blob.into()])).await?;
    Ok(())
}

/// Removes up to `count` rows that nothing has used since `moment`; their bytes are to be deleted.
pub(crate) async fn remove_unused(tx: &Tx, moment: Timestamp, count: u64) -> Result<Vec<BlobId>, DbError> {
    // The count decides; that no file points here is asked as well, since a wrong count must never cost bytes.
    let sql = "DELETE FROM blobs WHERE id IN (\
               SELECT id FROM blobs WHERE unused_since <= $1 AND refs = 0 \
               AND NOT EXISTS (SELECT 1 FROM files WHERE files.blob_id = blobs.id) ORDER BY unused_since LIMIT $2) \
               RETURNING id";
    let values = [moment.into(), to_signed(count).into()];
    column(&tx.query_all_raw(statement(tx, sql, values)).await?, "id")
}

/// Whether there is a row with this id.
pub(crate) async fn exists(conn: &impl ConnectionTrait, blob: BlobId) -> Result<bool, DbError> {
    let found = conn.query_one_raw(statement(conn, "SELECT 1 FROM blobs WHERE id = $1", [blob.into()])).await?;
    Ok(found.is_some())
}
