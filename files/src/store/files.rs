//! Table `files`. What changes a row asks for the permit of its team.

use kernel::{BlobId, FileId, Limit, TeamId, Timestamp, UserId};
use platform::db::{DbError, Tx};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use teams::{Permit, Read, Write};

use super::{column, statement, to_signed};
use crate::model::{Content, File};

const SELECT: &str = "SELECT f.id, f.team_id, f.name, f.size, f.mime_type, f.blob_id, f.created_by, f.created_at, \
                      f.updated_at, b.blake3 FROM files f JOIN blobs b ON b.id = f.blob_id";

#[derive(FromQueryResult)]
struct Row {
    id: FileId,
    team_id: TeamId,
    name: String,
    size: i64,
    mime_type: String,
    blob_id: BlobId,
    created_by: UserId,
    created_at: Timestamp,
    updated_at: Timestamp,
    blake3: Vec<u8>,
}

impl TryFrom<Row> for File {
    type Error = DbError;
    fn try_from(row: Row) -> Result<Self, DbError> {
        let wrong = |what: &str| sea_orm::DbErr::Type(format!("file {}: {what}", row.id));
        let blake3 = row.blake3.as_slice().try_into().map_err(|_| wrong("a hash has 32 bytes"))?;
        let size = u64::try_from(row.size).map_err(|_| wrong("a size is not negative"))?;
        Ok(Self {
            id: row.id,
            team: row.team_id,
            name: row.name,
            mime_type: row.mime_type,
            content: Content { blob: row.blob_id, size, blake3 },
            created_by: row.created_by,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

async fn select(
    conn: &impl ConnectionTrait,
    rest: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Vec<File>, DbError> {
    let rows = conn.query_all_raw(statement(conn, &format!("{SELECT} {rest}"), values)).await?;
    rows.iter().map(|row| File::try_from(Row::from_query_result(row, "")?)).collect()
}

/// The file with this id, whosever it is: the caller asks its team for a permit next.
pub(crate) async fn find(conn: &impl ConnectionTrait, id: FileId) -> Result<Option<File>, DbError> {
    Ok(select(conn, "WHERE f.id = $1", [id.into()]).await?.pop())
}

/// The team's files, newest first, from the one after `before` on; one more than `limit`, if there are so many.
pub(crate) async fn list(
    conn: &impl ConnectionTrait,
    permit: &Permit<Read>,
    before: Option<FileId>,
    limit: Limit,
) -> Result<Vec<File>, DbError> {
    let (team, count) = (permit.team(), to_signed(limit.get() + 1));
    match before {
        None => select(conn, "WHERE f.team_id = $1 ORDER BY f.id DESC LIMIT $2", [team.into(), count.into()]).await,
        Some(before) => {
            let values = [team.into(), before.into(), count.into()];
            select(conn, "WHERE f.team_id = $1 AND f.id < $2 ORDER BY f.id DESC LIMIT $3", values).await
        }
    }
}

/// Writes a new file, which must belong to the permit's team.
pub(crate) async fn insert(tx: &Tx, permit: &Permit<Write>, file: &File) -> Result<(), DbError> {
    let sql = "INSERT INTO files (id, team_id, name, size, mime_type, blob_id, created_by, created_at, updated_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let values = [
        file.id.into(),
        permit.team().into(),
        file.name.as_str().into(),
        to_signed(file.content.size).into(),
        file.mime_type.as_str().into(),
        file.content.blob.into(),
        file.created_by.into(),
        file.created_at.into(),
        file.updated_at.into(),
    ];
    tx.execute_raw(statement(tx, sql, values)).await?;
    Ok(())
}

/// Writes name, type and time of change; says whether the file was there.
pub(crate) async fn rename(tx: &Tx, permit: &Permit<Write>, file: &File) -> Result<bool, DbError> {
    let sql = "UPDATE files SET name = $1, mime_type = $2, updated_at = $3 WHERE id = $4 AND team_id = $5";
    let values = [
        file.name.as_str().into(),
        file.mime_type.as_str().into(),
        file.updated_at.into(),
        file.id.into(),
        permit.team().into(),
    ];
    Ok(tx.execute_raw(statement(tx, sql, values)).await?.rows_affected() == 1)
}

/// Removes a file; gives the blob that it used, or nothing if it was gone already.
pub(crate) async fn delete(tx: &Tx, permit: &Permit<Write>, id: FileId) -> Result<Option<BlobId>, DbError> {
    let sql = "DELETE FROM files WHERE id = $1 AND team_id = $2 RETURNING blob_id";
    let rows = tx.query_all_raw(statement(tx, sql, [id.into(), permit.team().into()])).await?;
    Ok(column(&rows, "blob_id")?.pop())
}
