//! Slowing down who guesses.

use axum::extract::FromRequestParts;
use http::request::Parts;
use kernel::Problem;

use crate::{ApiError, client, context::Context};

/// Lets a handler that checks a credential count its tries. The edge has counted the address already; this counts the
/// address *and* the account, which only the handler knows. (By account alone, anybody could lock its owner out.)
#[derive(Clone)]
pub struct Throttle(Context);

impl Throttle {
    /// The credentials were right: who signs in again and again is no guesser.
    pub async fn forgive(&self, account: &str) {
        self.0.shared.platform.limits.forgive(&self.key(account)).await;
    }

    fn key(&self, account: &str) -> String {
        // What is typed may be long, and is no business of whoever reads the table.
        let who = blake3::hash(account.trim().to_lowercase().as_bytes()).to_hex();
        format!("credentials:{}:{}", client::limit_key(self.0.addr), &who[..32])
    }

    /// Counts one more try of this address for `account` (an e-mail address, say).
    ///
    /// # Errors
    /// `rate_limited` when there were too many.
    pub async fn credentials(&self, account: &str) -> Result<(), Problem> {
        let shared = &self.0.shared;
        let Some(quota) = shared.options.rates.credentials_per_account else { return Ok(()) };
        let key = self.key(account);
        match shared.platform.limits.check(&key, quota).await {
            Ok(_) => Ok(()),
            Err(limited) => {
                ::metrics::counter!("rate_limited_total", "class" => "credentials_per_account").increment(1);
                Err(limited.into())
            }
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Throttle {
    type Rejection = ApiError;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        Context::of(parts).map(Self)
    }
}
