//! Which form of a file a browser gets.

use http::{HeaderMap, header};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Brotli,
    Gzip,
    Plain,
}

impl Encoding {
    pub(super) const fn name(self) -> Option<&'static str> {
        match self {
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gzip"),
            Self::Plain => None,
        }
    }

    pub(super) const fn tag(self) -> &'static str {
        match self {
            Self::Brotli => "-br",
            Self::Gzip => "-gz",
            Self::Plain => "",
        }
    }
}

/// The smallest form that is there and accepted.
pub(super) fn choose(headers: &HeaderMap, brotli: bool, gzip: bool) -> Encoding {
    if brotli && accepts(headers, "br") {
        Encoding::Brotli
    } else if gzip && accepts(headers, "gzip") {
        Encoding::Gzip
    } else {
        Encoding::Plain
    }
}

fn accepts(headers: &HeaderMap, coding: &str) -> bool {
    let lists = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    let mut wildcard = false;
    for item in lists.flat_map(|list| list.split(',')) {
        let (name, parameters) = item.split_once(';').unwrap_or((item, ""));
        let weight =
            parameters.split_once('=').and_then(|(_, weight)| weight.trim().parse::<f32>().ok()).unwrap_or(1.0);
        if name.trim().eq_ignore_ascii_case(coding) {
            return weight > 0.0;
        }
        wildcard |= name.trim() == "*" && weight > 0.0;
    }
    wildcard
}

/// Whether `If-None-Match` names this tag (weakly compared, RFC 9110 §13.1.2).
pub(super) fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    let lists = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    lists.flat_map(|list| list.split(',')).any(|tag| {
        let tag = tag.trim();
        tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag
    })
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn asked(list: &str) -> Encoding {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_str(list).expect("a value"));
        choose(&headers, true, true)
    }

    #[test]
    fn weights_count() {
        assert_eq!(asked("gzip, deflate, br, zstd"), Encoding::Brotli);
        assert_eq!(asked("gzip, br;q=0"), Encoding::Gzip);
        assert_eq!(asked("*"), Encoding::Brotli);
        assert_eq!(asked("br;q=0, *"), Encoding::Gzip);
        assert_eq!(asked("identity"), Encoding::Plain);
        assert_eq!(choose(&HeaderMap::new(), true, true), Encoding::Plain);
    }

    #[test]
    fn tags_are_compared_weakly() {
        let mut headers = HeaderMap::new();
        headers.insert(header::IF_NONE_MATCH, HeaderValue::from_static("\"a\", W/\"b-br\""));
        assert!(is_known(&headers, "\"b-br\"") && !is_known(&headers, "\"c\""));
    }
}
