//! What can go wrong here.

use kernel::{Code, FieldError, Problem};
use platform::db::DbError;

/// A failure of this room. Rooms above convert it by `?`.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Nobody is signed in.
    #[error("nobody is signed in")]
    Unauthenticated,
    /// No such team, member or invitation, or the asker does not belong to the team.
    #[error("not there, or not for the asker to see")]
    NotFound,
    /// The asker's role is too low.
    #[error("the role is too low")]
    Forbidden,
    /// The team would be left without an owner.
    #[error("the last owner stays")]
    LastOwner,
    /// The invitation was never made, or is used up, expired or revoked.
    #[error("the invitation is not open")]
    InvitationInvalid,
    /// Some of the input is not valid.
    #[error("invalid input")]
    Invalid(Vec<FieldError>),
    /// A room that was asked, or told, failed.
    #[error("{}", .0.inside().unwrap_or(.0.detail()))]
    Other(Problem),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self::Other(problem)
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Unauthenticated => Self::unauthenticated(),
            Error::NotFound => Self::not_found(),
            Error::Forbidden => Self::forbidden(),
            Error::LastOwner => Self::new(Code::LastOwner, "Make somebody else an owner first."),
            Error::InvitationInvalid => Self::bare(Code::InvitationInvalid),
            Error::Invalid(fields) => Self::fields(fields),
            Error::Other(problem) => problem,
            Error::Db(error) => error.into(),
        }
    }
}
