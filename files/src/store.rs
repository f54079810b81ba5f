//! Remembering: tables `files`, `blobs` and `blob_arrivals`.

pub(crate) mod arrivals;
pub(crate) mod blobs;
pub(crate) mod files;

use platform::db::DbError;
use sea_orm::{ConnectionTrait, QueryResult, Statement, Value};

fn statement(conn: &impl ConnectionTrait, sql: &str, values: impl IntoIterator<Item = Value>) -> Statement {
    Statement::from_sql_and_values(conn.get_database_backend(), sql, values)
}

/// The one column of each row.
fn column<T: sea_orm::TryGetable>(rows: &[QueryResult], name: &str) -> Result<Vec<T>, DbError> {
    Ok(rows.iter().map(|row| row.try_get("", name)).collect::<Result<_, _>>()?)
}

/// Sizes and counts are never negative, and a disk that holds 2⁶³ bytes is not to be had.
fn to_signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
