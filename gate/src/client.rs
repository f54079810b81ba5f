//! Where a request comes from.
//!
//! Only the connection itself can't be forged. What a header says counts as far as the one who wrote it is trusted:
//! `X-Forwarded-For` is walked from the right, over trusted proxies alone. `Forwarded` is ignored, since a proxy that
//! writes only `X-Forwarded-For` passes a client's own `Forwarded` on.

use std::net::{IpAddr, SocketAddr};

use http::{HeaderMap, HeaderName, header};

use crate::EdgeOptions;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const X_FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
const X_REAL_IP: HeaderName = HeaderName::from_static("x-real-ip");

/// The address of the client behind `peer`.
pub(crate) fn address(options: &EdgeOptions, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
    let mut nearest = peer.to_canonical();
    if !options.trusts(nearest) {
        return nearest;
    }
    for value in headers.get_all(X_FORWARDED_FOR).iter().rev() {
        let Ok(list) = value.to_str() else { return nearest };
        for hop in list.rsplit(',') {
            let Some(hop) = parse(hop.trim()) else { return nearest };
            nearest = hop;
            if !options.trusts(hop) {
                return hop;
            }
        }
    }
    nearest
}

/// `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]:80`.
fn parse(hop: &str) -> Option<IpAddr> {
    let address = hop.parse().or_else(|_| hop.parse::<SocketAddr>().map(|socket| socket.ip()));
    let bracketed = || hop.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    address.ok().or_else(bracketed).map(|address: IpAddr| address.to_canonical())
}

/// Whether the browser's side of the connection is TLS.
pub(crate) fn is_secure(options: &EdgeOptions, peer: IpAddr, headers: &HeaderMap) -> bool {
    if options.is_https() {
        return true;
    }
    // The last value is the one that the nearest proxy wrote.
    let proto = headers.get_all(X_FORWARDED_PROTO).iter().next_back().and_then(|value| value.to_str().ok());
    let last = proto.and_then(|list| list.rsplit(',').next()).unwrap_or("");
    options.trusts(peer.to_canonical()) && last.trim().eq_ignore_ascii_case("https")
}

/// `Host`, if it looks like one: it is compared with origins and goes into a CSP.
pub(crate) fn host(headers: &HeaderMap) -> Option<&str> {
    let host = headers.get(header::HOST)?.to_str().ok()?;
    let sane = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b':' | b'[' | b']');
    (!host.is_empty() && host.len() <= 255 && host.bytes().all(sane)).then_some(host)
}

/// Whether that host is this very machine, as the browser sees it.
pub(crate) fn is_local_host(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or(""),
        None => host.split(':').next().unwrap_or(""),
    };
    let name = name.trim_end_matches('.');
    name.eq_ignore_ascii_case("localhost")
        || name.to_ascii_lowercase().ends_with(".localhost")
        || name.parse::<IpAddr>().is_ok_and(|address| address.to_canonical().is_loopback())
}

/// Whether somebody at this machine itself asks: the connection is from loopback, no proxy stands between (a proxy on
/// the same machine connects from loopback too), and the page was not loaded under a foreign name (DNS rebinding).
pub(crate) fn is_loopback(peer: IpAddr, headers: &HeaderMap) -> bool {
    let proxied = [X_FORWARDED_FOR, X_FORWARDED_PROTO, X_REAL_IP, header::FORWARDED, header::VIA];
    peer.to_canonical().is_loopback()
        && !proxied.iter().any(|name| headers.contains_key(name))
        && host(headers).is_none_or(is_local_host)
}

/// A key for counting by address. An IPv6 customer has a whole /64 to choose from, so that is what counts as one.
pub(crate) fn limit_key(addr: IpAddr) -> String {
    match addr.to_canonical() {
        IpAddr::V4(v4) => format!("addr:{v4}"),
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("addr:{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    fn options(proxies: &[&str]) -> EdgeOptions {
        let mut options = EdgeOptions::new("http://studio.example".parse().expect("a url"));
        options.trusted_proxies = proxies.iter().map(|net| net.parse().expect("a net")).collect();
        options
    }

    fn headers(values: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in values {
            headers.append(*name, HeaderValue::from_str(value).expect("a value"));
        }
        headers
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn nobody_is_believed_without_being_trusted() {
        let forged = headers(&[("x-forwarded-for", "1.1.1.1"), ("forwarded", "for=2.2.2.2"), ("x-real-ip", "3.3.3.3")]);
        assert_eq!(address(&options(&[]), ip("9.9.9.9"), &forged), ip("9.9.9.9"));
        assert_eq!(address(&options(&["10.0.0.0/8"]), ip("9.9.9.9"), &forged), ip("9.9.9.9"));
    }

    #[test]
    fn the_walk_stops_at_the_first_stranger_from_the_right() {
        let options = options(&["10.0.0.0/8"]);
        let walk = |list: &str| address(&options, ip("10.0.0.1"), &headers(&[("x-forwarded-for", list)]));
        assert_eq!(walk("6.6.6.6, 203.0.113.7, 10.0.0.2"), ip("203.0.113.7"), "the left part is the client's own");
        assert_eq!(walk("203.0.113.7:4711"), ip("203.0.113.7"));
        assert_eq!(walk("[2001:db8::1]:80"), ip("2001:db8::1"));
        assert_eq!(walk("::ffff:203.0.113.7"), ip("203.0.113.7"));
        assert_eq!(walk("1.1.1.1, garbage"), ip("10.0.0.1"), "past garbage nothing is known");
        assert_eq!(walk("10.0.0.3"), ip("10.0.0.3"));
        let two = headers(&[("x-forwarded-for", "6.6.6.6"), ("x-forwarded-for", "203.0.113.7")]);
        assert_eq!(address(&options, ip("::ffff:10.0.0.1"), &two), ip("203.0.113.7"), "headers are one list");
        let ignored = headers(&[("forwarded", "for=6.6.6.6")]);
        assert_eq!(address(&options, ip("10.0.0.1"), &ignored), ip("10.0.0.1"));
    }

    #[test]
    fn only_a_trusted_proxy_vouches_for_tls() {
        let vouched = headers(&[("x-forwarded-proto", "https")]);
        assert!(!is_secure(&options(&[]), ip("10.0.0.1"), &vouched));
        assert!(is_secure(&options(&["10.0.0.0/8"]), ip("10.0.0.1"), &vouched));
        let forged = headers(&[("x-forwarded-proto", "https, http")]);
        assert!(!is_secure(&options(&["10.0.0.0/8"]), ip("10.0.0.1"), &forged));
    }

    #[test]
    fn loopback_means_this_machine_and_no_proxy() {
        assert!(is_loopback(ip("127.0.0.1"), &headers(&[("host", "localhost:8080")])));
        assert!(is_loopback(ip("::1"), &headers(&[("host", "[::1]:8080")])));
        assert!(!is_loopback(ip("127.0.0.1"), &headers(&[("host", "rebound.example")])));
        assert!(!is_loopback(ip("127.0.0.1"), &headers(&[("host", "localhost"), ("x-forwarded-for", "127.0.0.1")])));
        assert!(!is_loopback(ip("192.168.0.2"), &headers(&[("host", "localhost")])));
    }

    #[test]
    fn hosts_that_could_break_a_header_are_none() {
        assert_eq!(host(&headers(&[("host", "studio.example; script-src *")])), None);
        assert_eq!(host(&headers(&[("host", "studio.example:8080")])), Some("studio.example:8080"));
        assert!(!is_local_host("localhost.evil.example"));
    }

    #[test]
    fn an_ipv6_network_counts_as_one() {
        assert_eq!(limit_key(ip("2001:db8::1")), limit_key(ip("2001:db8::ffff")));
        assert_ne!(limit_key(ip("2001:db8::1")), limit_key(ip("2001:db8:0:1::1")));
    }

    proptest! {
        /// Whatever stands left of the entry that the trusted proxy wrote, it changes nothing.
        #[test]
        fn a_forged_prefix_changes_nothing(prefix in "[0-9a-f.:, x]{0,60}") {
            let list = format!("{prefix},203.0.113.7");
            let seen = address(&options(&["10.0.0.0/8"]), ip("10.0.0.1"), &headers(&[("x-forwarded-for", &list)]));
            prop_assert_eq!(seen, ip("203.0.113.7"));
        }
    }
}
