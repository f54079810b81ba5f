//! What can go wrong here.

use kernel::Problem;
use platform::db::DbError;

/// A failure of this room.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No such notification, or it is somebody else's.
    #[error("not there, or not the asker's")]
    NotFound,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound => Self::not_found(),
            Error::Db(error) => error.into(),
        }
    }
}
