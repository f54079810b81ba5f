//! The name of one request: in `X-Request-Id`, in each problem and in each line of the log.

use std::{fmt, sync::Arc};

use http::{HeaderMap, HeaderName, HeaderValue};
use kernel::{Clock, Rng};

/// The header that carries it, both ways.
pub(crate) const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

tokio::task_local! {
    static CURRENT: RequestId;
}

/// The name of one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(Arc<str>);

impl RequestId {
    /// A new one: a UUIDv7 in 32 hexadecimal digits.
    pub(crate) fn generate(clock: &Clock, rng: &Rng) -> Self {
        let millis = u64::try_from(clock.now().as_millis()).unwrap_or(0);
        let uuid = uuid::Builder::from_unix_timestamp_millis(millis, &rng.bytes()).into_uuid();
        Self(Arc::from(&*uuid.as_simple().encode_lower(&mut uuid::Uuid::encode_buffer())))
    }

    /// The one that a trusted proxy gave, if it is sane: it goes into logs and into a header.
    pub(crate) fn from_proxy(headers: &HeaderMap) -> Option<Self> {
        let text = headers.get(X_REQUEST_ID)?.to_str().ok()?;
        let sane = (8..=64).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'));
        sane.then(|| Self(Arc::from(text)))
    }

    /// As text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn header_value(&self) -> HeaderValue {
        // Both ways to make one allow only visible ASCII.
        HeaderValue::from_str(&self.0).unwrap_or(HeaderValue::from_static("invalid"))
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The request that this task works on; empty outside of one.
pub(crate) fn current() -> String {
    CURRENT.try_with(ToString::to_string).unwrap_or_default()
}

/// Runs `work` as part of the request `id`.
pub(crate) async fn within<F: Future>(id: RequestId, work: F) -> F::Output {
    CURRENT.scope(id, work).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(value: &str) -> Option<RequestId> {
        let mut headers = HeaderMap::new();
        headers.insert(X_REQUEST_ID, HeaderValue::from_str(value).expect("a value"));
        RequestId::from_proxy(&headers)
    }

    #[test]
    fn only_sane_ones_are_taken() {
        assert!(given("edge-1234_5.6").is_some());
        assert!(given("short").is_none());
        assert!(given("with space in it").is_none());
        assert!(given("<script>alert(1)</script>").is_none());
        assert!(given(&"a".repeat(65)).is_none());
    }
}
