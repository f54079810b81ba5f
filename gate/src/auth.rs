//! Who can tell who is asking, and what a person may hear. The rooms above implement both.

use async_trait::async_trait;
use http::{HeaderMap, header};
use kernel::{Actor, Identity, Problem, Topic};

/// Turns what a request carries into a person. Accounts implements it.
#[async_trait]
pub trait Authenticator: Send + Sync + 'static {
    /// Checks an access token, without reading the database.
    ///
    /// # Errors
    /// `unauthenticated`, `token_expired` or `session_ended`.
    async fn bearer(&self, token: &str) -> Result<Identity, Problem>;

    /// Checks the refresh token of the session cookie. It stands for the person only where a browser can't send a
    /// header: content that an `<img>` asks for, and sockets.
    ///
    /// # Errors
    /// `unauthenticated` or `session_ended`.
    async fn cookie(&self, token: &str) -> Result<Identity, Problem>;

    /// Whether the session goes on. Cheap, from memory: open sockets ask it again and again.
    fn is_alive(&self, identity: &Identity) -> bool;
}

/// Works out what a person may hear.
#[async_trait]
pub trait Audience: Send + Sync + 'static {
    /// All topics of this person, [`Topic::User`] among them, as the database has them *now*. It is asked because of an
    /// event that changed them, so that a cache which waits for that same event would answer with the past.
    ///
    /// # Errors
    /// When it can't be worked out now; the socket closes then and the client comes back.
    async fn topics(&self, identity: &Identity) -> Result<Vec<Topic>, Problem>;
}

/// The token of an `Authorization: Bearer` header.
pub(crate) fn bearer_token(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// Who asks, by the `Authorization` header alone. No header: nobody. A header that is no good is refused only where
/// somebody wants to know who asks, so that a client with an expired token can still refresh it.
pub(crate) async fn by_header(authenticator: &dyn Authenticator, headers: &HeaderMap) -> Result<Actor, Problem> {
    match bearer_token(headers) {
        Some(token) => authenticator.bearer(token).await.map(Actor::User),
        None if headers.contains_key(header::AUTHORIZATION) => {
            Err(Problem::unauthenticated().because("an Authorization header that is not a bearer token"))
        }
        None => Ok(Actor::Anonymous),
    }
}
