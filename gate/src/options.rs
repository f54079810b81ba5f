//! What the operator chose for the edge.

use std::{net::IpAddr, time::Duration};

use ipnet::IpNet;
use platform::config::Config;
use url::Url;

use crate::Rates;

/// What the operator chose.
#[derive(Clone, Debug)]
pub struct EdgeOptions {
    /// Where browsers reach the studio.
    pub public_url: Url,
    /// Proxies whose `X-Forwarded-*` and `X-Request-Id` headers are believed.
    pub trusted_proxies: Vec<IpNet>,
    /// The largest JSON body, in bytes.
    pub max_json_bytes: usize,
    /// How long a handler may take. Bodies other than JSON (uploads) may go on, as long as bytes keep coming.
    pub request_timeout: Duration,
    /// How long an upload may pause between two pieces of its body.
    pub body_idle_timeout: Duration,
    /// How often who may do what.
    pub rates: Rates,
    /// The version that the OpenAPI document names.
    pub version: String,
}

impl EdgeOptions {
    /// The defaults, for a studio at `public_url`: no proxy is trusted, JSON up to 1 MiB, 30 s a request.
    #[must_use]
    pub fn new(public_url: Url) -> Self {
        Self {
            public_url,
            trusted_proxies: Vec::new(),
            max_json_bytes: 1024 * 1024,
            request_timeout: Duration::from_secs(30),
            body_idle_timeout: Duration::from_secs(60),
            rates: Rates::default(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }

    /// What the configuration says, for a studio that is reached at `public_url` (see [`Config::public_url`]).
    #[must_use]
    pub fn from_config(config: &Config, public_url: Url) -> Self {
        Self {
            trusted_proxies: config.trusted_proxies.clone(),
            rates: Rates::from_config(&config.limits),
            ..Self::new(public_url)
        }
    }

    /// Whether browsers reach the studio over TLS.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.public_url.scheme() == "https"
    }

    /// `scheme://host[:port]` of the public address, as a browser writes it in `Origin`.
    #[must_use]
    pub fn public_origin(&self) -> String {
        self.public_url.origin().ascii_serialization()
    }

    /// Whether what this peer says about its client is believed.
    #[must_use]
    pub fn trusts(&self, peer: IpAddr) -> bool {
        self.trusted_proxies.iter().any(|net| net.contains(&peer))
    }
}
