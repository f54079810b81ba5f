//! Doing once what is asked twice.
//!
//! A signed-in client may name a `POST` with an `Idempotency-Key`. The answer of the first is kept for a day and given
//! again (`Idempotency-Replayed: true`) to each repetition; a key that comes with another request is refused. Only what
//! succeeded is kept: a failure changed nothing and may be tried again under the same key.

mod fingerprint;
mod seal;
mod store;

use std::time::Duration;

use axum::{
    body::Body,
    extract::Request,
    response::{IntoResponse as _, Response},
};
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, StatusCode, header};
use http_body_util::{BodyExt as _, Limited};
use kernel::{Actor, Code, Problem, UserId};
use platform::{
    Platform,
    db::{DbError, Tx},
};

use crate::{ApiError, context::Context};

pub(crate) use seal::Seal;

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const IDEMPOTENCY_REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// An answer to a creation is one small object; what is larger is not kept.
const ANSWER_BYTES: usize = 256 * 1024;

/// How long an answer is kept.
const KEEP_FOR: Duration = Duration::from_secs(24 * 3600);
/// After that, a request that never came to an end (its node died) no longer blocks its key.
const GIVEN_UP: Duration = Duration::from_secs(300);

/// BLAKE3 over what makes a request the same: method, address and body.
type Fingerprint = [u8; 32];

/// What is known about a key.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Claim {
    /// Nothing was: it is now taken for this request, which must be finished or released.
    Taken,
    /// The same request was answered.
    Answered(StoredAnswer),
    /// The same request is being worked on.
    InFlight,
    /// Another request used it.
    Other,
}

/// An answer that is given again.
#[derive(Clone, Debug, PartialEq, Eq)]
struct StoredAnswer {
    /// The HTTP status.
    status: u16,
    /// The content type, empty without a body.
    content_type: String,
    /// The body.
    body: Vec<u8>,
}

/// A key that this request has to keep.
pub(crate) struct Ticket {
    context: Context,
    user: UserId,
    key: String,
}

/// What is to be done with a request.
pub(crate) enum Verdict {
    /// Nothing to keep.
    Plain(Request),
    /// Do it, then [`Ticket::settle`].
    First(Request, Ticket),
    /// It was done already.
    Replay(Response),
}

/// Looks for a key and takes it.
pub(crate) async fn begin(context: &Context, request: Request) -> Result<Verdict, Problem> {
    if request.method() != Method::POST || !request.headers().contains_key(IDEMPOTENCY_KEY) {
        return Ok(Verdict::Plain(request));
    }
    let Ok(Actor::User(identity)) = &context.actor else { return Ok(Verdict::Plain(request)) };
    let key = key_of(request.headers().get(IDEMPOTENCY_KEY))?;
    let (request, fingerprint) = fingerprint::take(context, request).await?;
    let Some(fingerprint) = fingerprint else { return Ok(Verdict::Plain(request)) };
    let now = context.shared.platform.clock.now();
    let in_flight = "The first request with this idempotency key is still being worked on.";
    let (user, name) = (identity.user, key.clone());
    let taking = async move |tx: &Tx| store::claim(tx, user, &name, fingerprint, now, now.minus(GIVEN_UP)).await;
    match context.shared.platform.db.write(taking).await? {
        Claim::Taken => Ok(Verdict::First(request, Ticket { context: context.clone(), user, key })),
        Claim::Answered(mut answer) => {
            let name = name_of(identity.user, &key);
            let opened = context.shared.seal.open(&name, &answer.body);
            answer.body = opened.ok_or_else(|| Problem::internal("a kept answer does not open"))?;
            Ok(Verdict::Replay(replay(answer)))
        }
        Claim::InFlight => Err(Problem::new(Code::Conflict, in_flight).retry_after(1)),
        Claim::Other => Err(Problem::bare(Code::IdempotencyConflict)),
    }
}

fn name_of(user: UserId, key: &str) -> String {
    format!("{user}/{key}")
}

/// A structured-field string (`"..."`) or the bare text: 1 to 255 visible ASCII characters.
fn key_of(value: Option<&HeaderValue>) -> Result<String, Problem> {
    let text = value.and_then(|value| value.to_str().ok()).unwrap_or("").trim();
    let key = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(text);
    if key.is_empty() || key.len() > 255 || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Problem::field("Idempotency-Key", "invalid_value", "A key has 1 to 255 visible ASCII characters."));
    }
    Ok(key.to_owned())
}

fn replay(answer: StoredAnswer) -> Response {
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    let headers = response.headers_mut();
    if let Ok(kind) = HeaderValue::try_from(answer.content_type)
        && !kind.is_empty()
    {
        headers.insert(header::CONTENT_TYPE, kind);
    }
    headers.insert(IDEMPOTENCY_REPLAYED, HeaderValue::from_static("true"));
    response
}

impl Ticket {
    /// Keeps a success, gives the key free after a failure. What was done stays done if keeping fails; the log says so.
    pub(crate) async fn settle(self, response: Response) -> Response {
        if response.status() == StatusCode::GATEWAY_TIMEOUT {
            // It may have been done or not: nobody repeats it before that is over.
            return response;
        }
        if !response.status().is_success() {
            self.release().await;
            return response;
        }
        let (parts, body) = response.into_parts();
        let bytes = match Limited::new(body, ANSWER_BYTES).collect().await {
            Ok(collected) => collected.to_bytes(),
            Err(error) => {
                self.release().await;
                return ApiError::from(Problem::internal(error)).into_response();
            }
        };
        let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
        if let Err(problem) = self.keep(parts.status, kind, &bytes).await {
            tracing::warn!(inside = problem.inside().unwrap_or(""), "an answer was not kept under its idempotency key");
        }
        Response::from_parts(parts, Body::from(bytes))
    }

    async fn keep(&self, status: StatusCode, kind: &str, body: &Bytes) -> Result<(), Problem> {
        let body = self.context.shared.seal.seal(&name_of(self.user, &self.key), body.to_vec())?;
        let answer = StoredAnswer { status: status.as_u16(), content_type: kind.to_owned(), body };
        let (user, key) = (self.user, self.key.clone());
        let keeping = async move |tx: &Tx| store::finish(tx, user, &key, &answer).await;
        Ok(self.context.shared.platform.db.write(keeping).await?)
    }

    async fn release(&self) {
        let (user, key) = (self.user, self.key.clone());
        if let Err(error) =
            self.context.shared.platform.db.write(async move |tx: &Tx| store::release(tx, user, &key).await).await
        {
            tracing::warn!(error = %error, "an idempotency key was not given free");
        }
    }
}

/// Gives free the keys of requests that an earlier life of this node did not bring to an end, so that they can be tried again at
/// once. Only where there is one node: another's may still be at work.
///
/// # Errors
/// When the database fails.
pub async fn release_unanswered_keys(platform: &Platform) -> Result<u64, DbError> {
    platform.db.write(async move |tx: &Tx| store::release_unanswered(tx).await).await
}

/// Forgets the answers of more than a day ago; returns how many. Run it every hour or so.
///
/// # Errors
/// When the database fails.
pub async fn prune_idempotency_keys(platform: &Platform) -> Result<u64, DbError> {
    let before = platform.clock.now().minus(KEEP_FOR);
    platform.db.write(async move |tx: &Tx| store::prune(tx, before).await).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys() {
        let key = |text: &str| key_of(HeaderValue::from_str(text).ok().as_ref()).ok();
        assert_eq!(key("abc-1").as_deref(), Some("abc-1"));
        assert_eq!(key("\"abc-1\"").as_deref(), Some("abc-1"));
        assert_eq!(key(""), None);
        assert_eq!(key("two words"), None);
        assert_eq!(key(&"a".repeat(256)), None);
    }
}
