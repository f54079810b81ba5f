//! Requests that another site makes in a visitor's browser.
//!
//! A browser says where a state-changing request comes from: `Origin`, else `Sec-Fetch-Site`. Neither can be set by a
//! script. A request with neither comes from a program; it passes unless it carries a cookie without a bearer token,
//! which is what an old browser would send for a foreign site.

use http::{HeaderMap, HeaderName, Method, header};
use kernel::{Code, Problem};

use crate::{auth, client};

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Checks a request before anything is done for it. `public_origin` is the studio's own; the name in `Host` counts as
/// our own too (a browser can't be made to send a foreign one), so that a trial on a LAN address works.
pub(crate) fn check(method: &Method, headers: &HeaderMap, public_origin: &str, secure: bool) -> Result<(), Problem> {
    if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return Ok(());
    }
    let site = headers.get(SEC_FETCH_SITE).map(|value| value.as_bytes());
    let own = match (headers.contains_key(header::ORIGIN), site) {
        // Never both a foreign site and our own origin.
        (true, site) => !matches!(site, Some(b"cross-site")) && is_own_origin(headers, public_origin, secure),
        (false, Some(site)) => matches!(site, b"same-origin" | b"none"),
        (false, None) => !headers.contains_key(header::COOKIE) || auth::bearer_token(headers).is_some(),
    };
    if own { Ok(()) } else { Err(Problem::bare(Code::CsrfRejected)) }
}

/// Whether `Origin` is there and is ours.
pub(crate) fn is_own_origin(headers: &HeaderMap, public_origin: &str, secure: bool) -> bool {
    let mut origins = headers.get_all(header::ORIGIN).iter();
    let (Some(origin), None) = (origins.next().and_then(|value| value.to_str().ok()), origins.next()) else {
        return false;
    };
    if origin.eq_ignore_ascii_case(public_origin) {
        return true;
    }
    let Some((scheme, authority)) = origin.split_once("://") else { return false };
    // Behind TLS, a page of plain HTTP is not ours: whoever is on the way may have written it.
    let scheme_fits = if secure { scheme == "https" } else { matches!(scheme, "http" | "https") };
    scheme_fits && client::host(headers).is_some_and(|host| host.eq_ignore_ascii_case(authority))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    const PUBLIC: &str = "https://studio.example";

    fn passes(secure: bool, values: &[(&'static str, &str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in values {
            headers.append(*name, HeaderValue::from_str(value).expect("a value"));
        }
        check(&Method::POST, &headers, PUBLIC, secure).is_ok()
    }

    #[test]
    fn our_own_pages_pass() {
        assert!(passes(true, &[("origin", PUBLIC), ("sec-fetch-site", "same-origin"), ("cookie", "__Host-flux=x")]));
        assert!(passes(false, &[("origin", "http://192.168.0.5:8080"), ("host", "192.168.0.5:8080")]));
        assert!(passes(true, &[("sec-fetch-site", "same-origin")]));
        assert!(passes(true, &[("sec-fetch-site", "none"), ("cookie", "a=b")]));
    }

    #[test]
    fn foreign_pages_do_not() {
        for origin in [
            "https://evil.example",
            "https://studio.example.evil.example",
            "https://evil.example/https://studio.example",
            "http://studio.example",
            "https://studio.example:8443",
            "null",
            "",
            "https://other@studio.example",
        ] {
            let given = [("origin", origin), ("host", "studio.example"), ("cookie", "__Host-flux=x")];
            assert!(!passes(true, &given), "{origin}");
        }
        assert!(!passes(true, &[("origin", PUBLIC), ("sec-fetch-site", "cross-site")]));
        assert!(!passes(true, &[("origin", PUBLIC), ("origin", "https://evil.example")]));
        assert!(!passes(true, &[("sec-fetch-site", "cross-site")]));
        assert!(!passes(true, &[("sec-fetch-site", "same-site")]));
        assert!(!passes(true, &[("sec-fetch-site", "cross-site"), ("authorization", "Bearer x")]));
    }

    #[test]
    fn programs_pass_unless_they_lean_on_a_cookie() {
        assert!(passes(true, &[]));
        assert!(passes(true, &[("authorization", "Bearer x"), ("cookie", "a=b")]));
        assert!(!passes(true, &[("cookie", "__Host-flux=x")]));
    }

    #[test]
    fn reading_is_free() {
        let mut headers = HeaderMap::new();
        headers.insert(header::ORIGIN, HeaderValue::from_static("https://evil.example"));
        assert!(check(&Method::GET, &headers, PUBLIC, true).is_ok());
        assert!(check(&Method::from_bytes(b"PROPFIND").expect("a method"), &headers, PUBLIC, true).is_err());
    }
}
