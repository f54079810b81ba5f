//! What accounts hold to be valid. Pure.

use kernel::FieldError;

/// The shortest password, in characters.
pub(crate) const MIN_PASSWORD_CHARS: usize = 8;
/// The longest password, in characters: enough for any passphrase, little enough to hash.
pub(crate) const MAX_PASSWORD_CHARS: usize = 128;

/// What is wrong with a new password, if anything. `personal` are words that others could guess it from.
pub(crate) fn password_fault(password: &str, personal: &[&str]) -> Option<FieldError> {
    let fault = |code: &str, message: &str| {
        Some(FieldError { field: "password".into(), code: code.into(), message: message.into() })
    };
    let length = password.chars().count();
    if length < MIN_PASSWORD_CHARS {
        return fault("too_short", "A password has at least 8 characters.");
    }
    if length > MAX_PASSWORD_CHARS {
        return fault("too_long", "A password has at most 128 characters.");
    }
    let lower = password.to_lowercase();
    if personal.iter().any(|word| lower == word.to_lowercase()) {
        return fault("too_obvious", "A password is not your own name or e-mail.");
    }
    let mut chars = password.chars();
    let first = chars.next();
    if chars.all(|c| Some(c) == first) {
        return fault("too_obvious", "A password is more than one character again and again.");
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn bounds() {
        assert_eq!(password_fault("1234567", &[]).map(|f| f.code).as_deref(), Some("too_short"));
        assert_eq!(password_fault("aaaaaaaaaa", &[]).map(|f| f.code).as_deref(), Some("too_obvious"));
        assert_eq!(
            password_fault("Ada@Example.com", &["ada@example.com"]).map(|f| f.code).as_deref(),
            Some("too_obvious")
        );
        assert!(password_fault("correct horse", &[]).is_none());
        assert!(password_fault("пароль-из-слов", &[]).is_none());
    }

    proptest! {
        #[test]
        fn length_counts_characters_not_bytes(password in "\\PC{0,200}") {
            let count = password.chars().count();
            let fault = password_fault(&password, &[]).map(|fault| fault.code);
            prop_assert_eq!(fault.as_deref() == Some("too_short"), count < 8);
            prop_assert_eq!(fault.as_deref() == Some("too_long"), count > 128);
        }
    }
}
