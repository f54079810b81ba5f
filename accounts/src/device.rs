//! What is kept of a device: a name a person recognises, and a network too coarse to be an address.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Browsers, the more particular first: most of them claim to be the later ones too.
const BROWSERS: &[(&str, &str)] = &[
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Vivaldi/", "Vivaldi"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("HeadlessChrome/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

const SYSTEMS: &[(&str, &str)] = &[
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
];

/// "Firefox on Linux"; for programs, their own name.
pub(crate) fn name(user_agent: Option<&str>) -> String {
    let Some(agent) = user_agent.map(str::trim).filter(|agent| !agent.is_empty()) else {
        return "Unknown device".to_owned();
    };
    let find =
        |table: &[(&str, &'static str)]| table.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name);
    match (find(BROWSERS), find(SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(browser), None) => browser.to_owned(),
        (None, _) => {
            let product = agent.split(['/', ' ', '(']).next().unwrap_or_default();
            sanitize::sanitize_display_name(product).unwrap_or_else(|_| "Unknown device".to_owned())
        }
    }
}

/// The /24 of an IPv4 address, the /48 of an IPv6 one.
pub(crate) fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            format!("{}/24", Ipv4Addr::new(a, b, c, 0))
        }
        IpAddr::V6(v6) => {
            let [a, b, c, ..] = v6.segments();
            format!("{}/48", Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0";
        let safari = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Safari/604.1";
        assert_eq!(name(Some(firefox)), "Firefox on Linux");
        assert_eq!(name(Some(edge)), "Edge on Windows");
        assert_eq!(name(Some(safari)), "Safari on iPhone");
        assert_eq!(name(Some("curl/8.5.0")), "curl");
        assert_eq!(name(Some("<script>alert(1)</script>")), "<script>alert");
        assert_eq!(name(None), "Unknown device");
        assert_eq!(name(Some("\u{202e}\u{0}")), "Unknown device");
    }

    #[test]
    fn networks_are_coarse() {
        assert_eq!(network("203.0.113.77".parse().expect("an address")), "203.0.113.0/24");
        assert_eq!(network("2001:db8:1:2::3".parse().expect("an address")), "2001:db8:1::/48");
        assert_eq!(network("::ffff:203.0.113.77".parse().expect("an address")), "203.0.113.0/24");
    }
}
