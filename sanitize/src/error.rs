//! Why a text can't be made safe by cleaning alone.

use kernel::Problem;

/// The input is not usable. The word of each variant ([`Error::reason`]) is stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Nothing that can be seen is left.
    #[error("Write at least one visible character.")]
    Empty,
    /// More characters than fit.
    #[error("Use at most {max} characters.")]
    TooLong {
        /// How many fit.
        max: usize,
    },
    /// Not an e-mail address that mail can be sent to.
    #[error("This is not an e-mail address.")]
    NotAnEmail,
}

impl Error {
    /// The stable word for it, used as the `code` of a field error.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLong { .. } => "too_long",
            Self::NotAnEmail => "not_an_email",
        }
    }

    /// The `invalid_input` problem for the field that the text came in, named as on the wire.
    #[must_use]
    pub fn at(self, field: &str) -> Problem {
        Problem::field(field, self.reason(), &self.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_names_field_and_reason() {
        let problem = Error::TooLong { max: 80 }.at("name");
        let field = &problem.field_errors()[0];
        assert_eq!((field.field.as_str(), field.code.as_str()), ("name", "too_long"));
        assert_eq!(field.message, "Use at most 80 characters.");
    }
}
