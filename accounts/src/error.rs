//! What accounts refuse.

use kernel::{Code, FieldError, Problem};
use platform::db::DbError;

/// Why something about accounts did not happen.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// Unknown e-mail or wrong password; which of the two is told to nobody.
    #[error("e-mail or password is wrong")]
    InvalidCredentials,
    /// There is an account with this e-mail.
    #[error("the e-mail is taken")]
    EmailTaken,
    /// The first account needs the link that the server printed.
    #[error("the setup token is missing or wrong")]
    SetupTokenRequired,
    /// New accounts need an invitation.
    #[error("registration is by invitation")]
    RegistrationClosed,
    /// Nothing that says who asks.
    #[error("no token")]
    NoToken,
    /// The refresh token is none of ours.
    #[error("the refresh token is unknown")]
    UnknownToken,
    /// The session was revoked, or has expired.
    #[error("the session has ended")]
    SessionEnded,
    /// There is no such account or session, or it is somebody else's.
    #[error("not found")]
    NotFound,
    /// Some fields are not valid.
    #[error("invalid input")]
    Invalid(Vec<FieldError>),
    /// Too many passwords wait to be hashed.
    #[error("the password queue is full")]
    Busy,
    /// Something that should not happen; for the log.
    #[error("{0}")]
    Internal(String),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::InvalidCredentials => Self::bare(Code::InvalidCredentials),
            Error::EmailTaken => Self::bare(Code::EmailTaken),
            Error::SetupTokenRequired => Self::bare(Code::SetupTokenRequired),
            Error::RegistrationClosed => Self::bare(Code::RegistrationClosed),
            Error::NoToken => Self::unauthenticated(),
            Error::UnknownToken => Self::bare(Code::Unauthenticated).because("an unknown refresh token"),
            Error::SessionEnded => Self::bare(Code::SessionEnded),
            Error::NotFound => Self::not_found(),
            Error::Invalid(fields) => Self::fields(fields),
            Error::Busy => Self::new(Code::Unavailable, "Many people are signing in right now.").retry_after(2),
            Error::Internal(inside) => Self::internal(inside),
            Error::Db(error) => error.into(),
        }
    }
}
