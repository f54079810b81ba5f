//! What can go wrong in this room.

use kernel::{Code, Problem};
use platform::db::DbError;

/// A failure. Cloneable, since all who share a batch are told of the same one.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// There is no such channel, or the caller may not know that there is.
    #[error("no such channel")]
    NotFound,
    /// The team has a channel of that name.
    #[error("the channel's name is taken")]
    NameTaken,
    /// Something lower, or the input, says no; in the words that the outside gets.
    #[error("{}", .0.detail())]
    Refused(Problem),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// A message could not be written as JSON.
    #[error("encoding a message: {0}")]
    Encode(String),
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

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Encode(error.to_string())
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound => Self::not_found(),
            Error::NameTaken => Self::new(Code::NameTaken, "The team has a channel of this name already."),
            Error::Refused(problem) => problem,
            Error::Db(error) => error.into(),
            Error::Encode(_) => Self::internal(error),
        }
    }
}
