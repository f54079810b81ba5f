//! E-mail addresses: enough syntax to be able to send mail there, no more.

use url::Host;

use crate::error::Error;

/// The longest address that SMTP carries (RFC 5321 §4.5.3.1.3, without the angle brackets).
pub const EMAIL_MAX_BYTES: usize = 254;
const LOCAL_MAX_BYTES: usize = 64;

/// An address to keep and send to: trimmed, the domain in lower case and, where it has other letters than ASCII, in its
/// `xn--` form. The part before the `@` keeps its case, because it is the receiver's business; [`email_key`] is what to
/// compare. Host names without a dot are taken (`me@nas` on a home network), quoted local parts and address literals
/// are not.
///
/// # Errors
/// [`Error::Empty`], [`Error::TooLong`] (254 bytes), [`Error::NotAnEmail`].
pub fn sanitize_email(input: &str) -> Result<String, Error> {
    let address = input.trim();
    if address.is_empty() {
        return Err(Error::Empty);
    }
    let too_long = Error::TooLong { max: EMAIL_MAX_BYTES };
    if address.len() > EMAIL_MAX_BYTES {
        return Err(too_long);
    }
    let (local, domain) = address.split_once('@').ok_or(Error::NotAnEmail)?;
    if !is_local_part(local) {
        return Err(Error::NotAnEmail);
    }
    let domain = ascii_domain(domain).ok_or(Error::NotAnEmail)?;
    let address = format!("{local}@{domain}");
    if address.len() > EMAIL_MAX_BYTES { Err(too_long) } else { Ok(address) }
}

/// What makes two addresses the same account: everything in lower case. No provider of weight tells `Ada@` from `ada@`,
/// and a person who typed a capital once must find their account again.
#[must_use]
pub fn email_key(address: &str) -> String {
    address.to_lowercase()
}

/// RFC 5322 dot-atom.
fn is_local_part(local: &str) -> bool {
    let atom = |atom: &str| {
        !atom.is_empty() && atom.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-".contains(&b))
    };
    local.len() <= LOCAL_MAX_BYTES && local.split('.').all(atom)
}

fn ascii_domain(domain: &str) -> Option<String> {
    // `url` percent-decodes and takes `_` in host names; neither belongs into a mail domain.
    if domain.contains('%') {
        return None;
    }
    let Ok(Host::Domain(domain)) = Host::parse(domain) else { return None };
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    domain.split('.').all(label).then_some(domain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_work() {
        for (typed, kept) in [
            (" Ada@Example.COM ", "Ada@example.com"),
            ("ada+flux@example.com", "ada+flux@example.com"),
            ("o'brien@example.co.uk", "o'brien@example.co.uk"),
            ("me@nas", "me@nas"),
            ("info@münchen.example", "info@xn--mnchen-3ya.example"),
            ("a@xn--mnchen-3ya.example", "a@xn--mnchen-3ya.example"),
        ] {
            assert_eq!(sanitize_email(typed).as_deref(), Ok(kept));
        }
    }

    #[test]
    fn addresses_that_do_not() {
        for bad in [
            "ada",
            "@example.com",
            "ada@",
            "ada@@example.com",
            "ada@exa mple.com",
            "ada@example..com",
            "ada@.example",
            "ada@example.",
            ".ada@example.com",
            "ada.@example.com",
            "a..b@example.com",
            "\"a b\"@example.com",
            "ada@[127.0.0.1]",
            "ada@127.0.0.1",
            "ada@1",
            "ada@-example.com",
            "ada@example-.com",
            "a\r\nBcc: x@y@example.com",
            "ada@example.com\r\nBcc: eve@example.com",
            "ada@example.com,eve@example.com",
            "<ada@example.com>",
            "ada@exam%70le.com",
            "ada@exa_mple.com",
            "ädä@example.com",
            "ada@example.com/path",
            "ada@example.com:25",
            "a\0@b.c",
        ] {
            assert_eq!(sanitize_email(bad), Err(Error::NotAnEmail), "{bad:?}");
        }
        assert_eq!(sanitize_email("  "), Err(Error::Empty));
    }

    #[test]
    fn bounds() {
        let domain = format!("{}.{}.{}.example", "b".repeat(60), "c".repeat(60), "d".repeat(57));
        let fits = format!("{}@{domain}", "a".repeat(64));
        assert!(fits.len() <= EMAIL_MAX_BYTES, "{}", fits.len());
        assert_eq!(sanitize_email(&fits).as_deref(), Ok(fits.as_str()));
        assert_eq!(sanitize_email(&format!("{}@b.example", "a".repeat(65))), Err(Error::NotAnEmail));
        assert_eq!(sanitize_email(&"a".repeat(255)), Err(Error::TooLong { max: 254 }));
    }

    #[test]
    fn capitals_do_not_make_another_account() {
        assert_eq!(email_key("Ada@Example.com"), email_key("ada@example.com"));
    }
}
