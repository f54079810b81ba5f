//! Remembering. The only place that speaks SQL.

pub(crate) mod channels;
pub(crate) mod cursors;
pub(crate) mod messages;

use sea_orm::{ConnectionTrait, Statement, Value};

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
