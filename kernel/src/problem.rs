//! What went wrong, in words for the outside and, apart from them, words for the log.
//!
//! Every failure that a client can see is a [`Problem`] with a [`Code`] from one registry. Codes are stable: clients
//! branch on them, the web app translates them, `docs/problems.md` explains each (a test compares the two).

use serde::{Deserialize, Serialize};

macro_rules! codes {
    ($($variant:ident = $text:literal, $status:literal, $title:literal;)+) => {
        /// The stable name of a kind of failure.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Code {
            $(#[doc = $title] $variant,)+
        }

        impl Code {
            /// All codes, for the tests that sweep them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// As clients see it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }

            /// The HTTP status that goes with it.
            #[must_use]
            pub const fn status(self) -> u16 {
                match self { $(Self::$variant => $status,)+ }
            }

            /// The same few words for every problem of this kind (RFC 9457 `title`).
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)+ }
            }
        }
    };
}

codes! {
    InvalidJson = "invalid_json", 400, "The body is not the JSON that was expected";
    InvalidId = "invalid_id", 400, "The id is not well formed";
    InvalidRequest = "invalid_request", 400, "The request is malformed";
    Unauthenticated = "unauthenticated", 401, "Sign in first";
    TokenExpired = "token_expired", 401, "The access token has expired";
    InvalidCredentials = "invalid_credentials", 401, "E-mail or password is wrong";
    SessionEnded = "session_ended", 401, "This session has ended";
    Forbidden = "forbidden", 403, "You may see this but not do that";
    CsrfRejected = "csrf_rejected", 403, "The request came from another site";
    SetupTokenRequired = "setup_token_required", 403, "The first account needs the link that the server printed";
    RegistrationClosed = "registration_closed", 403, "New accounts need an invitation";
    NotFound = "not_found", 404, "There is nothing here that you may see";
    MethodNotAllowed = "method_not_allowed", 405, "This address does not take that method";
    Conflict = "conflict", 409, "Something else happened first";
    EmailTaken = "email_taken", 409, "There is an account with this e-mail already";
    NameTaken = "name_taken", 409, "The name is taken";
    LastOwner = "last_owner", 409, "A team keeps at least one owner";
    IdempotencyConflict = "idempotency_conflict", 409, "The idempotency key was used for another request";
    InvitationInvalid = "invitation_invalid", 410, "This invitation is not valid any more";
    PayloadTooLarge = "payload_too_large", 413, "That is too large";
    UnsupportedMediaType = "unsupported_media_type", 415, "The content type is not one that this address takes";
    RangeNotSatisfiable = "range_not_satisfiable", 416, "The range lies outside of the file";
    InvalidInput = "invalid_input", 422, "Some of the input is not valid";
    RateLimited = "rate_limited", 429, "Too many requests, wait a little";
    HeadersTooLarge = "headers_too_large", 431, "The headers are too large";
    Internal = "internal", 500, "Something failed on our side";
    Unavailable = "unavailable", 503, "This part is not available right now";
    Timeout = "timeout", 504, "It took too long";
    StorageFull = "storage_full", 507, "There is no room left to store this";
}

/// One field of the input that is not valid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct FieldError {
    /// The field's name on the wire.
    pub field: String,
    /// A stable word for what is wrong with it.
    pub code: String,
    /// A sentence about it.
    pub message: String,
}

/// A failure as the outside may know it, plus what only the log may know.
///
/// There is no `Display`: what is printed must be chosen, [`detail`](Self::detail) or [`inside`](Self::inside).
#[derive(Clone, Debug)]
pub struct Problem {
    code: Code,
    detail: Option<String>,
    inside: Option<String>,
    fields: Vec<FieldError>,
    retry_after_seconds: Option<u64>,
}

impl Problem {
    /// A problem with a sentence for the person who meets it.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self { code, detail: Some(detail.into()), inside: None, fields: Vec::new(), retry_after_seconds: None }
    }

    /// A problem that its title says all about.
    #[must_use]
    pub const fn bare(code: Code) -> Self {
        Self { code, detail: None, inside: None, fields: Vec::new(), retry_after_seconds: None }
    }

    /// `not_found`: it is not there, or the caller may not know that it is.
    #[must_use]
    pub const fn not_found() -> Self {
        Self::bare(Code::NotFound)
    }

    /// `forbidden`: the caller may see the thing but not do this to it.
    #[must_use]
    pub const fn forbidden() -> Self {
        Self::bare(Code::Forbidden)
    }

    /// `unauthenticated`.
    #[must_use]
    pub const fn unauthenticated() -> Self {
        Self::bare(Code::Unauthenticated)
    }

    /// `internal`, with the reason for the log alone.
    pub fn internal(inside: impl ToString) -> Self {
        Self::bare(Code::Internal).because(inside)
    }

    /// `invalid_input` for one field.
    pub fn field(field: &str, code: &str, message: &str) -> Self {
        Self::fields(vec![FieldError { field: field.into(), code: code.into(), message: message.into() }])
    }

    /// `invalid_input` for several fields at once.
    #[must_use]
    pub const fn fields(fields: Vec<FieldError>) -> Self {
        Self { code: Code::InvalidInput, detail: None, inside: None, fields, retry_after_seconds: None }
    }

    /// Adds the reason that only the log may show.
    #[must_use]
    pub fn because(mut self, inside: impl ToString) -> Self {
        self.inside = Some(inside.to_string());
        self
    }

    /// Says when it is worth trying again.
    #[must_use]
    pub const fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after_seconds = Some(seconds);
        self
    }

    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> Code {
        self.code
    }

    /// The sentence for the outside.
    #[must_use]
    pub fn detail(&self) -> &str {
        self.detail.as_deref().unwrap_or(self.code.title())
    }

    /// The reason for the log.
    #[must_use]
    pub fn inside(&self) -> Option<&str> {
        self.inside.as_deref()
    }

    /// The fields that are not valid.
    #[must_use]
    pub fn field_errors(&self) -> &[FieldError] {
        &self.fields
    }

    /// Seconds until trying again makes sense.
    #[must_use]
    pub const fn retry_after_seconds(&self) -> Option<u64> {
        self.retry_after_seconds
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn codes_are_unique_and_their_status_is_an_error() {
        let names: HashSet<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(names.len(), Code::ALL.len());
        assert!(Code::ALL.iter().all(|code| (400..600).contains(&code.status())));
    }

    #[test]
    fn the_inside_stays_inside() {
        let problem = Problem::internal("password column missing");
        assert_eq!(problem.detail(), "Something failed on our side");
        assert_eq!(problem.inside(), Some("password column missing"));
    }
}
