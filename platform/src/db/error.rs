//! What can go wrong with the database, and what the outside learns of it.

use std::fmt;

use kernel::{Code, Problem};
use sea_orm::{DbErr, RuntimeErr, SqlErr};

/// A failure of the database. Cloneable, since all closures of one batch may have to be told of the same one.
#[derive(Clone)]
pub struct DbError(DbErr);

impl DbError {
    /// The writer went away, or the closure panicked, before there was an answer.
    pub(crate) fn interrupted() -> Self {
        Self(DbErr::Custom("the write was interrupted".into()))
    }

    /// A row with the same key is there already.
    #[must_use]
    pub fn is_unique_violation(&self) -> bool {
        matches!(self.0.sql_err(), Some(SqlErr::UniqueConstraintViolation(_)))
    }

    /// PostgreSQL asks to run the transaction again: serialization failure or deadlock.
    pub(crate) fn is_retryable(&self) -> bool {
        matches!(self.sqlstate().as_deref(), Some("40001" | "40P01"))
    }

    /// No room: SQLite's `SQLITE_FULL` (13), PostgreSQL's `disk_full` (53100).
    fn is_full(&self) -> bool {
        self.sqlite_code() == Some(13) || self.sqlstate().as_deref() == Some("53100")
    }

    /// It may well work in a moment: another process holds SQLite's lock (`SQLITE_BUSY` 5, `SQLITE_LOCKED` 6), PostgreSQL is starting,
    /// stopping or has no connection left (class 57P, 53300).
    fn is_temporary(&self) -> bool {
        matches!(self.sqlite_code(), Some(5 | 6))
            || self.sqlstate().is_some_and(|state| state.starts_with("57P") || state == "53300")
    }

    /// SQLite's primary result code. Its extended codes have the primary one in their lowest byte; a SQLSTATE has five characters,
    /// more than any of them.
    fn sqlite_code(&self) -> Option<u32> {
        self.sqlstate().filter(|code| code.len() < 5)?.parse::<u32>().ok().map(|code| code & 0xff)
    }

    fn sqlstate(&self) -> Option<String> {
        let (DbErr::Exec(RuntimeErr::SqlxError(error))
        | DbErr::Query(RuntimeErr::SqlxError(error))
        | DbErr::Conn(RuntimeErr::SqlxError(error))) = &self.0
        else {
            return None;
        };
        error.as_database_error().and_then(|error| error.code()).map(std::borrow::Cow::into_owned)
    }
}

impl fmt::Debug for DbError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for DbError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl std::error::Error for DbError {}

impl From<DbErr> for DbError {
    fn from(error: DbErr) -> Self {
        Self(error)
    }
}

impl From<DbError> for Problem {
    fn from(error: DbError) -> Self {
        let code = match &error.0 {
            _ if error.is_full() => Code::StorageFull,
            _ if error.is_temporary() => Code::Unavailable,
            DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => Code::Unavailable,
            _ => Code::Internal,
        };
        Self::bare(code).because(error)
    }
}
