//! `Content-Disposition` (RFC 6266, RFC 8187).

use http::HeaderValue;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// All but RFC 8187's `attr-char`.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b'-')
    .remove(b'.')
    .remove(b'^')
    .remove(b'_')
    .remove(b'`')
    .remove(b'|')
    .remove(b'~');

/// The header that says under which name to save it, and whether to show it instead.
pub(super) fn header(name: &str, shown: bool) -> HeaderValue {
    let kind = if shown { "inline" } else { "attachment" };
    // `%` is left out as well: some clients decode it where they should not.
    let plain: String =
        name.chars().map(|c| if matches!(c, ' '..='~') && !matches!(c, '"' | '\\' | '%') { c } else { '_' }).collect();
    let text = if plain == name {
        format!("{kind}; filename=\"{plain}\"")
    } else {
        format!("{kind}; filename=\"{plain}\"; filename*=UTF-8''{}", utf8_percent_encode(name, ESCAPED))
    };
    // Printable ASCII is always a header's value.
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("attachment"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names() {
        let text = |name, shown| header(name, shown).to_str().unwrap().to_owned();
        assert_eq!(text("a b.pdf", true), "inline; filename=\"a b.pdf\"");
        assert_eq!(
            text("Übersicht 100%.pdf", false),
            "attachment; filename=\"_bersicht 100_.pdf\"; filename*=UTF-8''%C3%9Cbersicht%20100%25.pdf"
        );
        assert_eq!(
            text("a\";x=\".txt", false),
            "attachment; filename=\"a_;x=_.txt\"; filename*=UTF-8''a%22%3Bx%3D%22.txt"
        );
    }

    proptest! {
        #[test]
        fn a_name_never_leaves_its_quotes(name in "\\PC*|.*") {
            let value = header(&name, false);
            let text = value.to_str().unwrap();
            prop_assert!(text.starts_with("attachment; filename=\""));
            prop_assert_eq!(text.matches('"').count(), 2);
            if let Some((_, encoded)) = text.split_once("filename*=UTF-8''") {
                let decoded = percent_encoding::percent_decode_str(encoded).decode_utf8().unwrap();
                prop_assert_eq!(decoded, name);
            }
        }
    }
}
