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
        matches!(self.sqlstate().as_deref(), Some("13" | "53100"))
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
            DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => Code::Unavailable,
            _ => Code::Internal,
        };
        Self::bare(code).because(error)
    }
}
