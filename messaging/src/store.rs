//! Remembering. The only place that speaks SQL.

pub(crate) mod channels;
pub(crate) mod cursors;
pub(crate) mod messages;

use platform::{db::Db, health::PartHealth};
use sea_orm::{ConnectionTrait, Statement, Value};

/// Whether channels can be read, and how fast.
pub(crate) async fn health(db: &Db) -> PartHealth {
    let begun = tokio::time::Instant::now();
    match db.read().query_one_raw(statement(db.read(), "SELECT last_seq FROM channels LIMIT 1", Vec::new())).await {
        Ok(_) => PartHealth::ok().taking(begun.elapsed()),
        Err(error) => {
            tracing::warn!(%error, "the channels can't be read");
            PartHealth::down("the channels can't be read").taking(begun.elapsed())
        }
    }
}

fn statement(conn: &impl ConnectionTrait, sql: impl Into<String>, values: Vec<Value>) -> Statement {
    Statement::from_sql_and_values(conn.get_database_backend(), sql, values)
}

/// `($1, $2), ($3, $4)` for `rows` rows of `columns` values.
fn rows(rows: usize, columns: usize) -> String {
    let mut list = String::with_capacity(rows * columns * 6);
    for row in 0..rows {
        list.push_str(if row == 0 { "(" } else { ", (" });
        for column in 1..=columns {
            if column > 1 {
                list.push_str(", ");
            }
            list.push('$');
            list.push_str(&(row * columns + column).to_string());
        }
        list.push(')');
    }
    list
}
