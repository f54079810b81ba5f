//! Table `documents`.

use kernel::DocumentId;
use platform::db::DbError;
use sea_orm::{ConnectionTrait, DbErr, QueryResult, Value};
use teams::{Permit, Read, Write};

use super::statement;
use crate::{Document, Kind, rules::Cursor};

const COLUMNS: &str = "id, team_id, title, kind, created_by, created_at, updated_at";

fn document(row: &QueryResult) -> Result<Document, DbError> {
    let kind: String = row.try_get("", "kind")?;
    Ok(Document {
        id: row.try_get("", "id")?,
        team: row.try_get("", "team_id")?,
        title: row.try_get("", "title")?,
        kind: Kind::parse(&kind).ok_or_else(|| DbErr::Type(format!("`{kind}` is not a kind")))?,
        created_by: row.try_get("", "created_by")?,
        created_at: row.try_get("", "created_at")?,
        updated_at: row.try_get("", "updated_at")?,
    })
}

/// One, whoever asks: the policy needs its team to decide.
pub(crate) async fn find(conn: &impl ConnectionTrait, id: DocumentId) -> Result<Option<Document>, DbError> {
    let sql = format!("SELECT {COLUMNS} FROM documents WHERE id = $1");
    conn.query_one_raw(statement(conn, sql, vec![id.into()])).await?.as_ref().map(document).transpose()
}

/// Up to `count` of the team's, what was updated last first.
pub(crate) async fn page(
    conn: &impl ConnectionTrait,
    permit: &Permit<Read>,
    kind: Option<Kind>,
    after: Option<Cursor>,
    count: u64,
) -> Result<Vec<Document>, DbError> {
    let mut sql = format!("SELECT {COLUMNS} FROM documents WHERE team_id = $1");
    let mut values: Vec<Value> = vec![permit.team().into()];
    if let Some(after) = after {
        sql.push_str(" AND (updated_at < $2 OR (updated_at = $3 AND id < $4))");
        values.extend([after.updated_at.into(), after.updated_at.into(), Value::from(after.id)]);
    }
    if let Some(kind) = kind {
        values.push(kind.as_str().into());
        sql.push_str(&format!(" AND kind = ${}", values.len()));
    }
    sql.push_str(&format!(" ORDER BY updated_at DESC, id DESC LIMIT {count}"));
    conn.query_all_raw(statement(conn, sql, values)).await?.iter().map(document).collect()
}

/// Makes one.
pub(crate) async fn insert(
    conn: &impl ConnectionTrait,
    permit: &Permit<Write>,
    document: &Document,
) -> Result<(), DbError> {
    let sql = format!("INSERT INTO documents ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7)");
    let values = vec![
        document.id.into(),
        permit.team().into(),
        document.title.as_str().into(),
        document.kind.as_str().into(),
        document.created_by.into(),
        document.created_at.into(),
        document.updated_at.into(),
    ];
    conn.execute_raw(statement(conn, sql, values)).await?;
    Ok(())
}

/// Writes its title and when it was updated.
pub(crate) async fn rename(
    conn: &impl ConnectionTrait,
    permit: &Permit<Write>,
    document: &Document,
) -> Result<(), DbError> {
    let sql = "UPDATE documents SET title = $1, updated_at = $2 WHERE id = $3 AND team_id = $4";
    let values =
        vec![document.title.as_str().into(), document.updated_at.into(), document.id.into(), permit.team().into()];
    conn.execute_raw(statement(conn, sql, values)).await?;
    Ok(())
}

/// Deletes it with its log and its snapshot; false when it is gone already.
pub(crate) async fn delete(
    conn: &impl ConnectionTrait,
    permit: &Permit<Write>,
    id: DocumentId,
) -> Result<bool, DbError> {
    let sql = "DELETE FROM documents WHERE id = $1 AND team_id = $2";
    let done = conn.execute_raw(statement(conn, sql, vec![id.into(), permit.team().into()])).await?;
    Ok(done.rows_affected() > 0)
}
