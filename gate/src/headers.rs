//! What each answer tells the browser it may do.

use std::fmt::Write as _;

use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use kernel::Rng;

use crate::RequestId;

/// The policy of answers that are no pages: should one ever be shown as a page, nothing in it runs or loads.
pub const STRICT_CSP: &str = "default-src 'none'; frame-ancestors 'none'; sandbox";

/// The policy of people's files: they may be looked at, alone, and nothing in them runs or loads.
pub const CONTENT_CSP: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; \
     media-src 'self' data:; frame-ancestors 'self'; sandbox";

/// The policy of the web app's own files. It counts where one of them runs by itself, which is in a worker: that may load
/// its parts, fetch and compile WebAssembly.
pub(crate) const ASSET_CSP: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; \
     img-src 'self' blob: data:; font-src 'self'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Where browsers send what they stopped.
pub(crate) const REPORT_PATH: &str = "/api/security/csp-report";

const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");
const COOP: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const CORP: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const REPORTING_ENDPOINTS: HeaderName = HeaderName::from_static("reporting-endpoints");

/// Powers that no page of ours uses.
const NO_POWERS: HeaderValue = HeaderValue::from_static(
    "accelerometer=(), autoplay=(self), bluetooth=(), browsing-topics=(), camera=(), display-capture=(), \
     fullscreen=(self), geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), \
     serial=(), usb=(), xr-spatial-tracking=()",
);

/// Adds to any answer what all have in common. A policy that the handler chose stays.
pub(crate) fn common(headers: &mut HeaderMap, id: &RequestId, https: bool) {
    headers.insert(crate::request_id::X_REQUEST_ID, id.header_value());
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(STRICT_CSP));
    headers.entry(CORP).or_insert(HeaderValue::from_static("same-origin"));
    headers.entry(header::REFERRER_POLICY).or_insert(HeaderValue::from_static("same-origin"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    if https {
        // Not for subdomains: what else runs under the operator's domain is not ours to decide about.
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=63072000"));
    }
}

/// Adds to a page of ours its own policy, under which only what carries `nonce` runs.
pub(crate) fn page(headers: &mut HeaderMap, nonce: &str, host: Option<&str>, secure: bool) {
    if let Ok(policy) = HeaderValue::try_from(page_csp(nonce, host, secure)) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    headers.insert(REPORTING_ENDPOINTS, HeaderValue::from_static("csp=\"/api/security/csp-report\""));
    headers.insert(PERMISSIONS_POLICY, NO_POWERS);
    headers.insert(COOP, HeaderValue::from_static("same-origin"));
}

/// 128 random bits, in base64.
pub(crate) fn nonce(rng: &Rng) -> String {
    STANDARD_NO_PAD.encode(rng.bytes::<16>())
}

fn page_csp(nonce: &str, host: Option<&str>, secure: bool) -> String {
    // Most browsers read 'self' as "and its WebSockets"; Safari before 15.4 does not.
    let sockets = match (host, secure) {
        (Some(host), true) => format!(" wss://{host}"),
        (Some(host), false) => format!(" ws://{host} wss://{host}"),
        (None, _) => String::new(),
    };
    let mut policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'self' 'nonce-{nonce}'; \
         img-src 'self' blob: data:; media-src 'self' blob:; font-src 'self'; connect-src 'self'{sockets}; \
         worker-src 'self' blob:; manifest-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; \
         frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types dompurify ProseMirrorClipboard; \
         report-uri {REPORT_PATH}; report-to csp"
    );
    if secure {
        let _ = write!(policy, "; upgrade-insecure-requests");
    }
    policy
}

#[cfg(test)]
mod tests {
    use kernel::SeededEntropy;

    use super::*;

    #[test]
    fn a_page_runs_only_what_carries_its_nonce() {
        let policy = page_csp("abc", Some("studio.example"), true);
        assert!(policy.contains("script-src 'nonce-abc' 'strict-dynamic';"));
        assert!(policy.contains("connect-src 'self' wss://studio.example;"));
        assert!(policy.ends_with("; upgrade-insecure-requests"));
        assert!(!policy.contains("unsafe") && !policy.contains('\n'));
        assert!(!page_csp("abc", None, false).contains("upgrade-insecure-requests"));
    }

    #[test]
    fn nonces_differ_and_need_no_escape() {
        let rng = Rng::new(SeededEntropy::new(1));
        let (one, two) = (nonce(&rng), nonce(&rng));
        assert_ne!(one, two);
        assert_eq!(one.len(), 22);
    }

    #[test]
    fn a_handlers_own_policy_stays() {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox"));
        let rng = Rng::new(SeededEntropy::new(1));
        let clock = kernel::Clock::new(kernel::ManualClock::at(kernel::Timestamp::from_millis(0)));
        common(&mut headers, &RequestId::generate(&clock, &rng), true);
        assert_eq!(headers[header::CONTENT_SECURITY_POLICY], "sandbox");
        assert!(headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
    }
}
