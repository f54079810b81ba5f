//! Remembering: tables `documents`, `document_updates`, `document_snapshots`.

pub(crate) mod documents;
pub(crate) mod log;

use sea_orm::{ConnectionTrait, Statement, Value};

fn statement(conn: &impl ConnectionTrait, sql: impl Into<String>, values: Vec<Value>) -> Statement {
    Statement::from_sql_and_values(conn.get_database_backend(), sql, values)
}

/// `$3, $4, $5`: `count` places from `first` on.
fn places(first: usize, count: usize) -> String {
    let places: Vec<String> = (first..first + count).map(|place| format!("${place}")).collect();
    places.join(", ")
}
