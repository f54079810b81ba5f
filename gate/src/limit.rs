//! How often who may ask: per account when one is signed in, else per address.

use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, Method};
use kernel::{Actor, Problem};
use platform::{
    config::LimitConfig,
    limits::{Limited, Quota, Remaining},
};

use crate::{client, context::Context};

const RATELIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATELIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// How many tries one address has for one account's credentials: ten in ten minutes.
const TRIES: Quota = Quota::new(10, Duration::from_secs(600));
/// How many reports of browsers are taken from one address.
const REPORTS: Quota = Quota::new(50, Duration::from_secs(300));

/// The quotas of the edge; `None` is no limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rates {
    /// Signing in, registering, taking part by a token: per address.
    pub credentials_per_address: Option<Quota>,
    /// The same, per address and account, counted by [`Throttle`](crate::Throttle).
    pub credentials_per_account: Option<Quota>,
    /// What changes something: per account, or per address of nobody known.
    pub writes: Option<Quota>,
    /// What only reads: per account, or per address of nobody known.
    pub reads: Option<Quota>,
    /// Reports of browsers, per address.
    pub reports: Option<Quota>,
}

impl Rates {
    /// What the configuration says. Opening a page asks for much at once, so that five seconds' worth may come in one
    /// go; who signs in may use a whole minute's.
    #[must_use]
    pub fn from_config(config: &LimitConfig) -> Self {
        let second = |rate: u32| (rate > 0).then(|| Quota::per_second(rate));
        let sign_ins = config.sign_ins_per_minute;
        Self {
            credentials_per_address: (sign_ins > 0).then(|| Quota::new(sign_ins, Duration::from_secs(60))),
            credentials_per_account: (sign_ins > 0).then_some(TRIES),
            writes: second(config.writes_per_second),
            reads: second(config.reads_per_second),
            reports: Some(REPORTS),
        }
    }
}

impl Default for Rates {
    fn default() -> Self {
        Self::from_config(&LimitConfig::default())
    }
}

/// What a request counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// Not counted: probes, which must work when all else is too much.
    Free,
    Credentials,
    Reports,
    Writes,
    Reads,
}

impl Class {
    pub(crate) fn of(method: &Method, path: &str) -> Self {
        let writes = !matches!(method.as_str(), "GET" | "HEAD" | "OPTIONS" | "PROPFIND" | "REPORT" | "SEARCH");
        match path {
            "/health" | "/livez" | "/readyz" | "/metrics" => Self::Free,
            "/api/security/csp-report" => Self::Reports,
            "/api/auth/login"
            | "/api/auth/register"
            | "/api/auth/mfa/verify"
            | "/api/auth/forgot-password"
            | "/api/auth/reset-password"
                if writes =>
            {
                Self::Credentials
            }
            _ if writes => Self::Writes,
            _ => Self::Reads,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Credentials => "credentials",
            Self::Reports => "reports",
            Self::Writes => "writes",
            Self::Reads => "reads",
        }
    }

    const fn quota(self, rates: &Rates) -> Option<Quota> {
        match self {
            Self::Free => None,
            Self::Credentials => rates.credentials_per_address,
            Self::Reports => rates.reports,
            Self::Writes => rates.writes,
            Self::Reads => rates.reads,
        }
    }
}

/// What is told about the quota in the answer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counted {
    class: Class,
    quota: Quota,
    count: u32,
    reset: Duration,
}

/// Counts the request.
///
/// # Errors
/// `rate_limited`, with what to tell about it.
pub(crate) async fn check(context: &Context, class: Class) -> Result<Option<Counted>, (Problem, Counted)> {
    let Some(quota) = class.quota(&context.shared.options.rates) else { return Ok(None) };
    let who = match (&context.actor, class) {
        (Ok(Actor::User(identity)), Class::Writes | Class::Reads) => identity.user.to_string(),
        _ => client::limit_key(context.addr),
    };
    let key = format!("{}:{who}", class.name());
    match context.shared.platform.limits.check(&key, quota).await {
        Ok(Remaining { count, reset }) => Ok(Some(Counted { class, quota, count, reset })),
        Err(limited) => {
            ::metrics::counter!("rate_limited_total", "class" => class.name()).increment(1);
            let Limited { retry_after } = limited;
            Err((limited.into(), Counted { class, quota, count: 0, reset: retry_after }))
        }
    }
}

impl Counted {
    /// Writes `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers). A generous quota is told only
    /// when half of it is gone: in all other answers the two would be noise.
    pub(crate) fn tell(&self, headers: &mut HeaderMap) {
        if matches!(self.class, Class::Reads | Class::Writes) && self.count > self.quota.burst / 2 {
            return;
        }
        let (name, burst, window) = (self.class.name(), self.quota.burst, self.quota.per.as_secs().max(1));
        let seconds = self.reset.as_millis().div_ceil(1000);
        if let Ok(value) = HeaderValue::try_from(format!("\"{name}\";r={};t={seconds}", self.count)) {
            headers.insert(RATELIMIT, value);
        }
        if let Ok(value) = HeaderValue::try_from(format!("\"{name}\";q={burst};w={window}")) {
            headers.insert(RATELIMIT_POLICY, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes() {
        assert_eq!(Class::of(&Method::POST, "/api/auth/login"), Class::Credentials);
        assert_eq!(Class::of(&Method::POST, "/api/auth/refresh"), Class::Writes);
        assert_eq!(Class::of(&Method::GET, "/api/teams"), Class::Reads);
        assert_eq!(Class::of(&Method::DELETE, "/api/teams/x"), Class::Writes);
        assert_eq!(Class::of(&Method::GET, "/health"), Class::Free);
    }
}
