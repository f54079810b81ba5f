//! What can go wrong in this room.

use kernel::{PageError, Problem};
use platform::db::DbError;

/// A failure. Cloneable, since all who share a batch of the log are told of the same one.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// There is no such document, or the caller may not know that there is.
    #[error("no such document")]
    NotFound,
    /// Something lower, or the input, says no; in the words that the outside gets.
    #[error("{}", .0.detail())]
    Refused(Problem),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// What is stored of a document can't be read back.
    #[error("the stored document is damaged: {0}")]
    Damaged(String),
}

impl Error {
    /// One field of the input is not valid.
    pub(crate) fn field(field: &str, code: &str, message: &str) -> Self {
        Self::Refused(Problem::field(field, code, message))
    }
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self::Refused(problem)
    }
}

impl From<PageError> for Error {
    fn from(error: PageError) -> Self {
        Self::Refused(error.into())
    }
}

impl From<teams::Error> for Error {
    fn from(error: teams::Error) -> Self {
        Self::Refused(error.into())
    }
}

impl From<accounts::Error> for Error {
    fn from(error: accounts::Error) -> Self {
        Self::Refused(error.into())
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound => Self::not_found(),
            Error::Refused(problem) => problem,
            Error::Db(error) => error.into(),
            Error::Damaged(_) => Self::internal(error),
        }
    }
}
