//! What the edge knows about the request at hand; the extractors read it.

use std::{net::IpAddr, sync::Arc};

use axum::extract::FromRequestParts;
use http::request::Parts;
use kernel::{Actor, Problem};
use platform::Platform;

use crate::{ApiError, Authenticator, EdgeOptions, RequestId, Tickets, idempotency::Seal, metrics::Metrics};

/// The same for all requests.
pub(crate) struct Shared {
    pub(crate) options: EdgeOptions,
    pub(crate) public_origin: String,
    pub(crate) platform: Platform,
    pub(crate) authenticator: Arc<dyn Authenticator>,
    pub(crate) tickets: Tickets,
    pub(crate) seal: Seal,
    pub(crate) metrics: Metrics,
}

/// About one request. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Context(pub(crate) Arc<ContextInner>);

pub(crate) struct ContextInner {
    pub(crate) shared: Arc<Shared>,
    pub(crate) request_id: RequestId,
    /// Whose request it is, proxies taken off.
    pub(crate) addr: IpAddr,
    /// Who is on the other end of the connection.
    pub(crate) peer: IpAddr,
    /// Whether the browser speaks TLS with us or with a proxy that we trust.
    pub(crate) secure: bool,
    /// Who asks by the `Authorization` header, or why that header was no good.
    pub(crate) actor: Result<Actor, Problem>,
}

impl std::ops::Deref for Context {
    type Target = ContextInner;
    fn deref(&self) -> &ContextInner {
        &self.0
    }
}

impl<S: Sync> FromRequestParts<S> for Context {
    type Rejection = ApiError;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        Self::of(parts)
    }
}

impl Context {
    /// What the pipeline left with this request.
    pub(crate) fn of(parts: &Parts) -> Result<Self, ApiError> {
        let missing = || ApiError::from(Problem::internal("the route is not mounted on the edge"));
        parts.extensions.get::<Self>().cloned().ok_or_else(missing)
    }
}
