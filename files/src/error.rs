//! What can go wrong with files.

use kernel::{Code, PageError, Problem};
use platform::{blob::BlobError, db::DbError};

/// A failure of this room.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such file, or the caller may not know that there is.
    #[error("there is no such file")]
    NotFound,
    /// A part of the input is not valid.
    #[error("{field}: {message}")]
    Input {
        /// Its name on the wire.
        field: &'static str,
        /// What is wrong with it, as a stable word.
        code: &'static str,
        /// The same as a sentence.
        message: &'static str,
    },
    /// The body is no form, or broke off; the reason is for the log.
    #[error("the form can't be read: {0}")]
    Form(String),
    /// The body is of another kind.
    #[error("the body is no multipart/form-data")]
    NoForm,
    /// The range begins after the file's end.
    #[error("the range begins after the end of the file ({size} bytes)")]
    Range {
        /// The file's size in bytes.
        size: u64,
    },
    /// The session ended while bytes were on their way.
    #[error("the session has ended")]
    SessionEnded,
    /// A list was asked for from a place that is none.
    #[error("the cursor is not one of ours")]
    Cursor(PageError),
    /// The team does not allow it.
    #[error(transparent)]
    Teams(#[from] teams::Error),
    /// A person could not be looked up.
    #[error(transparent)]
    Accounts(#[from] accounts::Error),
    /// The bytes could not be stored or fetched.
    #[error(transparent)]
    Blob(#[from] BlobError),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Error {
    /// Folders are not there yet; a client that names one must not find its file elsewhere.
    pub(crate) const NO_FOLDER: Self =
        Self::Input { field: "folderId", code: "not_found", message: "There is no such folder." };
}

impl From<PageError> for Error {
    fn from(error: PageError) -> Self {
        Self::Cursor(error)
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound => Self::not_found(),
            Error::Input { field, code, message } => Self::field(field, code, message),
            Error::Form(inside) => Self::new(Code::InvalidRequest, "The form can't be read.").because(inside),
            Error::NoForm => Self::new(Code::UnsupportedMediaType, "Send the file as multipart/form-data."),
            Error::Range { size } => {
                Self::new(Code::RangeNotSatisfiable, format!("The range lies outside of the {size} bytes."))
            }
            Error::SessionEnded => Self::bare(Code::SessionEnded),
            Error::Cursor(error) => error.into(),
            Error::Teams(error) => error.into(),
            Error::Accounts(error) => error.into(),
            // The row is there, so that the bytes should be: this is a loss, not a wrong address.
            Error::Blob(error @ BlobError::NotFound) => Self::internal(error),
            Error::Blob(error) => error.into(),
            Error::Db(error) => error.into(),
        }
    }
}
