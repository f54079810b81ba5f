//! The session cookie.

use std::time::Duration;

use axum::{extract::FromRequestParts, response::AppendHeaders};
use http::{HeaderMap, HeaderName, HeaderValue, header, request::Parts};
use kernel::{Problem, Secret};

use crate::{ApiError, context::Context};

const FLUX_SESSION: HeaderName = HeaderName::from_static("flux-session");

/// Over TLS the name itself promises `Secure`, `Path=/` and no `Domain`, so that no other host can plant one.
const fn name(secure: bool) -> &'static str {
    if secure { "__Host-flux" } else { "flux" }
}

/// The token in the session cookie.
pub(crate) fn session_token(headers: &HeaderMap, secure: bool) -> Option<&str> {
    let pairs = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = pairs.flat_map(|list| list.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, value)| *key == name(secure) && !value.is_empty()).map(|(_, value)| value)
}

/// Whether the client wants its refresh token in a cookie (`Flux-Session: cookie`): a browser does, since no script can
/// read it there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionMode {
    /// Put the refresh token in the cookie and leave it out of the body.
    pub cookie: bool,
}

impl<S: Sync> FromRequestParts<S> for SessionMode {
    type Rejection = ApiError;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let asked = parts.headers.get(FLUX_SESSION);
        Ok(Self { cookie: asked.is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"cookie")) })
    }
}

/// The session cookie of a request, and the way to set the next one.
#[derive(Clone, Debug)]
pub struct SessionCookie {
    token: Option<Secret<String>>,
    secure: bool,
}

impl SessionCookie {
    /// The refresh token that came with the request.
    #[must_use]
    pub fn token(&self) -> Option<&Secret<String>> {
        self.token.as_ref()
    }

    /// The header that puts `token` (URL-safe characters only) into the browser for `life`.
    ///
    /// # Errors
    /// `internal` when the token could not stand in a cookie.
    pub fn set(&self, token: &str, life: Duration) -> Result<AppendHeaders<[(HeaderName, HeaderValue); 1]>, Problem> {
        let safe = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~');
        if token.is_empty() || !token.bytes().all(safe) {
            return Err(Problem::internal("a session token with characters that a cookie can't hold"));
        }
        self.header(token, life.as_secs())
    }

    /// The header that makes the browser forget the cookie.
    ///
    /// # Errors
    /// Never in practice; the signature is that of [`set`](Self::set).
    pub fn clear(&self) -> Result<AppendHeaders<[(HeaderName, HeaderValue); 1]>, Problem> {
        self.header("", 0)
    }

    fn header(&self, token: &str, seconds: u64) -> Result<AppendHeaders<[(HeaderName, HeaderValue); 1]>, Problem> {
        let (name, secure) = (name(self.secure), if self.secure { "; Secure" } else { "" });
        let text = format!("{name}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}");
        let mut value = HeaderValue::try_from(text).map_err(Problem::internal)?;
        value.set_sensitive(true);
        Ok(AppendHeaders([(header::SET_COOKIE, value)]))
    }
}

impl<S: Sync> FromRequestParts<S> for SessionCookie {
    type Rejection = ApiError;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let secure = Context::of(parts)?.secure;
        let token = session_token(&parts.headers, secure).map(|token| Secret::new(token.to_owned()));
        Ok(Self { token, secure })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(cookie: &str, secure: bool) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_str(cookie).expect("a value"));
        session_token(&headers, secure).map(ToOwned::to_owned)
    }

    #[test]
    fn over_tls_only_the_prefixed_name_counts() {
        assert_eq!(read("flux=planted; __Host-flux=own", true).as_deref(), Some("own"));
        assert_eq!(read("flux=planted", true), None);
        assert_eq!(read("a=b; flux=own", false).as_deref(), Some("own"));
        assert_eq!(read("xflux=other; flux=", false), None);
    }

    #[test]
    fn attributes() {
        let text = |secure: bool| {
            let AppendHeaders([(_, value)]) =
                SessionCookie { token: None, secure }.set("abc", Duration::from_secs(60)).expect("a header");
            value.to_str().expect("text").to_owned()
        };
        assert_eq!(text(true), "__Host-flux=abc; Path=/; HttpOnly; SameSite=Strict; Max-Age=60; Secure");
        assert_eq!(text(false), "flux=abc; Path=/; HttpOnly; SameSite=Strict; Max-Age=60");
        let cookie = SessionCookie { token: None, secure: true };
        assert!(cookie.set("a; Domain=evil.example", Duration::ZERO).is_err());
    }
}
