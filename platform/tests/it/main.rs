//! The platform against what it opens to: real databases, a real S3 server, a real NATS server.
//!
//! `make test` starts them. A test whose server is not there fails and says how to start it; none is skipped.
#![cfg(test)]

mod blob_s3;
mod bus_local;
mod bus_nats;
mod jobs;
mod outbox;
mod write;

use kernel::Problem;
use platform::db::{Db, DbError, Tx};
use sea_orm::{ConnectionTrait, Statement};

/// What these tests' closures fail with.
#[derive(Clone, Debug)]
enum Error {
    Refused,
    Db(DbError),
}

impl From<DbError> for Error {
    fn from(error: DbError) -> Self {
        Self::Db(error)
    }
}

impl From<sea_orm::DbErr> for Error {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Db(error.into())
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused => Self::forbidden(),
            Error::Db(error) => error.into(),
        }
    }
}

fn statement(conn: &impl ConnectionTrait, sql: &str, values: impl IntoIterator<Item = sea_orm::Value>) -> Statement {
    Statement::from_sql_and_values(conn.get_database_backend(), sql, values)
}

/// The settings table serves as a scratch pad: a key and a text.
async fn put(tx: &Tx, key: &str, value: &str) -> Result<(), Error> {
    let sql =
        "INSERT INTO settings (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value";
    tx.execute_raw(statement(tx, sql, [key.into(), value.into()])).await?;
    Ok(())
}

async fn get(conn: &impl ConnectionTrait, key: &str) -> Option<String> {
    let row = conn
        .query_one_raw(statement(conn, "SELECT value FROM settings WHERE key = $1", [key.into()]))
        .await
        .expect("a read");
    row.map(|row| row.try_get("", "value").expect("a text"))
}

async fn count(db: &Db, table: &str) -> i64 {
    let sql = format!("SELECT COUNT(*) AS n FROM {table}");
    let row = db.read().query_one_raw(statement(db.read(), &sql, [])).await.expect("a read").expect("a row");
    row.try_get("", "n").expect("a number")
}

/// The address of a server that the environment must name.
fn address(variable: &str, how: &str) -> String {
    std::env::var(variable).unwrap_or_else(|_| panic!("{variable} is not set. Start a server and name it: {how}"))
}
