//! Where a request comes from, for handlers.

use std::net::IpAddr;

use axum::extract::FromRequestParts;
use http::{Version, header, request::Parts};

use crate::{ApiError, client, context::Context};

/// The longest `User-Agent` that is kept, in bytes.
const USER_AGENT_BYTES: usize = 256;

/// The address of the client, trusted proxies taken off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddr(pub IpAddr);

impl<S: Sync> FromRequestParts<S> for ClientAddr {
    type Rejection = ApiError;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        Ok(Self(Context::of(parts)?.addr))
    }
}

/// What is known about the client.
#[derive(Clone, Debug)]
pub struct ClientInfo {
    /// Its address, trusted proxies taken off.
    pub addr: IpAddr,
    /// What it calls itself, shortened; never to be believed.
    pub user_agent: Option<String>,
    /// Whether its side of the connection is TLS.
    pub secure: bool,
    /// Whether somebody at this machine itself asks, with no proxy between.
    pub loopback: bool,
    /// The name under which it reached us.
    pub host: Option<String>,
}

impl ClientInfo {
    /// Whether what is typed here can be read on the way: plain HTTP from another machine.
    #[must_use]
    pub fn insecure_transport(&self) -> bool {
        !self.secure && !self.host.as_deref().is_some_and(client::is_local_host)
    }
}

impl<S: Sync> FromRequestParts<S> for ClientInfo {
    type Rejection = ApiError;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let context = Context::of(parts)?;
        let user_agent = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        Ok(Self {
            addr: context.addr,
            // `to_str` gives ASCII, so that any byte is a boundary.
            user_agent: user_agent.map(|text| text[..text.len().min(USER_AGENT_BYTES)].to_owned()),
            secure: context.secure,
            // A proxy that forwards nothing of its client (nginx, left to its defaults) speaks HTTP/1.0.
            loopback: parts.version != Version::HTTP_10 && client::is_loopback(context.peer, &parts.headers),
            host: client::host(&parts.headers).map(ToOwned::to_owned),
        })
    }
}
