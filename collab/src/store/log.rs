//! Tables `document_updates` and `document_snapshots`: what was written in documents.
//!
//! `seq` counts the updates of one document over all nodes, from 1 on, without a gap. Whoever appends reads the highest one in
//! the same transaction, so that one that is visible means that all before it are.

use std::collections::HashMap;

use bytes::Bytes;
use kernel::{DocumentId, Timestamp, UserId};
use platform::db::DbError;
use sea_orm::{ConnectionTrait, DbBackend, Value};

use super::{places, statement};

/// Databases bound the number of parameters of one statement (SQLite: 32,766); beyond a few hundred rows nothing is won.
const ROWS_PER_STATEMENT: usize = 500;
const DOCUMENTS_PER_STATEMENT: usize = 500;

/// A row that is to be appended.
pub(crate) struct NewRow<'a> {
    pub(crate) document: DocumentId,
    pub(crate) seq: i64,
    pub(crate) author: Option<UserId>,
    pub(crate) bytes: &'a [u8],
}

/// What a document was folded into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Snapshot {
    /// The last update that is in it.
    pub(crate) seq: i64,
    /// The whole state as one update.
    pub(crate) bytes: Vec<u8>,
}

/// The highest number of each document; one that is gone is left out.
pub(crate) async fn heads(
    conn: &impl ConnectionTrait,
    documents: &[DocumentId],
) -> Result<HashMap<DocumentId, i64>, DbError> {
    let mut heads = HashMap::with_capacity(documents.len());
    for chunk in documents.chunks(DOCUMENTS_PER_STATEMENT) {
        let sql = format!(
            "SELECT d.id AS id, \
             COALESCE((SELECT MAX(u.seq) FROM document_updates u WHERE u.document_id = d.id), 0) AS logged, \
             COALESCE((SELECT s.seq FROM document_snapshots s WHERE s.document_id = d.id), 0) AS folded \
             FROM documents d WHERE d.id IN ({})",
            places(1, chunk.len())
        );
        let values = chunk.iter().map(|id| Value::from(*id)).collect();
        for row in conn.query_all_raw(statement(conn, sql, values)).await? {
            let (logged, folded): (i64, i64) = (row.try_get("", "logged")?, row.try_get("", "folded")?);
            heads.insert(row.try_get("", "id")?, logged.max(folded));
        }
    }
    Ok(heads)
}

/// Appends all.
pub(crate) async fn append(conn: &impl ConnectionTrait, rows: &[NewRow<'_>], now: Timestamp) -> Result<(), DbError> {
    for chunk in rows.chunks(ROWS_PER_STATEMENT) {
        let mut sql =
            String::from("INSERT INTO document_updates (document_id, seq, author_id, bytes, created_at) VALUES ");
        let mut values: Vec<Value> = Vec::with_capacity(chunk.len() * 5);
        for (index, row) in chunk.iter().enumerate() {
            if index > 0 {
                sql.push_str(", ");
            }
            sql.push('(');
            match conn.get_database_backend() {
                // SQLite looks a named place up among all before it: thousands of them would cost their square.
                DbBackend::Sqlite => sql.push_str("?, ?, ?, ?, ?"),
                _ => sql.push_str(&places(index * 5 + 1, 5)),
            }
            sql.push(')');
            values.extend([
                Value::from(row.document),
                row.seq.into(),
                row.author.into(),
                row.bytes.to_vec().into(),
                now.into(),
            ]);
        }
        conn.execute_raw(statement(conn, sql, values)).await?;
    }
    Ok(())
}

/// Notes that these were edited.
pub(crate) async fn touch(
    conn: &impl ConnectionTrait,
    documents: &[DocumentId],
    now: Timestamp,
) -> Result<(), DbError> {
    for chunk in documents.chunks(DOCUMENTS_PER_STATEMENT) {
        let sql = format!(
            "UPDATE documents SET updated_at = $1 WHERE updated_at < $2 AND id IN ({})",
            places(3, chunk.len())
        );
        let mut values: Vec<Value> = vec![now.into(), now.into()];
        values.extend(chunk.iter().map(|id| Value::from(*id)));
        conn.execute_raw(statement(conn, sql, values)).await?;
    }
    Ok(())
}

/// The snapshot, if it was folded ever.
pub(crate) async fn snapshot(conn: &impl ConnectionTrait, id: DocumentId) -> Result<Option<Snapshot>, DbError> {
    let sql = "SELECT seq, bytes FROM document_snapshots WHERE document_id = $1";
    match conn.query_one_raw(statement(conn, sql, vec![id.into()])).await? {
        Some(row) => Ok(Some(Snapshot { seq: row.try_get("", "seq")?, bytes: row.try_get("", "bytes")? })),
        None => Ok(None),
    }
}

/// Up to `count` updates after `seq`, in order.
pub(crate) async fn updates_after(
    conn: &impl ConnectionTrait,
    id: DocumentId,
    seq: i64,
    count: u32,
) -> Result<Vec<(i64, Bytes)>, DbError> {
    let sql = format!(
        "SELECT seq, bytes FROM document_updates WHERE document_id = $1 AND seq > $2 ORDER BY seq LIMIT {count}"
    );
    let rows = conn.query_all_raw(statement(conn, sql, vec![id.into(), seq.into()])).await?;
    rows.iter()
        .map(|row| {
            let bytes: Vec<u8> = row.try_get("", "bytes")?;
            Ok((row.try_get("", "seq")?, Bytes::from(bytes)))
        })
        .collect()
}

/// Puts a snapshot in the place of the one that ended at `instead_of` (0: none) and drops the updates that are in it. False,
/// and nothing done, if another was put there meanwhile or the document is gone.
pub(crate) async fn fold(
    conn: &impl ConnectionTrait,
    id: DocumentId,
    instead_of: i64,
    folded: &Snapshot,
    now: Timestamp,
) -> Result<bool, DbError> {
    let values = |bytes: &[u8]| -> Vec<Value> { vec![folded.seq.into(), bytes.to_vec().into(), now.into(), id.into()] };
    let done = if instead_of == 0 {
        let sql = "INSERT INTO document_snapshots (seq, bytes, created_at, document_id) \
                   SELECT $1, $2, $3, id FROM documents WHERE id = $4 \
                   ON CONFLICT (document_id) DO NOTHING";
        conn.execute_raw(statement(conn, sql, values(&folded.bytes))).await?
    } else {
        let sql =
            "UPDATE document_snapshots SET seq = $1, bytes = $2, created_at = $3 WHERE document_id = $4 AND seq = $5";
        let mut values = values(&folded.bytes);
        values.push(instead_of.into());
        conn.execute_raw(statement(conn, sql, values)).await?
    };
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    let sql = "DELETE FROM document_updates WHERE document_id = $1 AND seq <= $2";
    conn.execute_raw(statement(conn, sql, vec![id.into(), folded.seq.into()])).await?;
    Ok(true)
}
