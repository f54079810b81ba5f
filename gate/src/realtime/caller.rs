//! Who opens a socket.

use axum::{
    extract::{FromRequestParts, ws::WebSocketUpgrade},
    response::{IntoResponse as _, Response},
};
use http::{header, request::Parts};
use kernel::{Code, Identity, Problem};

use super::close::{code, refuse};
use crate::{ApiError, context::Context, csrf, extract::session_token};

/// A signed-in person who opens a socket: by `Authorization: Bearer`, by `?ticket=`, by the session cookie if the page is
/// ours (`Origin`), and where `TOKEN` is true (`y-websocket` clients know no other way) by `?token=` with an access token.
///
/// Who is nobody gets a socket that closes with 4401, since a page learns nothing from a refused handshake; a foreign
/// page gets 403.
#[derive(Clone, Copy, Debug)]
pub struct SocketCaller<const TOKEN: bool = true>(pub Identity);

impl<S: Send + Sync, const TOKEN: bool> FromRequestParts<S> for SocketCaller<TOKEN> {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let problem = match identify::<TOKEN>(parts).await {
            Ok(identity) => return Ok(Self(identity)),
            Err(problem) => problem,
        };
        if problem.code().status() == 401
            && let Ok(upgrade) = WebSocketUpgrade::from_request_parts(parts, state).await
        {
            tracing::debug!(code = problem.code().as_str(), inside = problem.inside().unwrap_or(""), "socket refused");
            return Err(refuse(upgrade, code::UNAUTHENTICATED, problem.code().as_str()));
        }
        Err(ApiError::from(problem).into_response())
    }
}

async fn identify<const TOKEN: bool>(parts: &Parts) -> Result<Identity, Problem> {
    let context = Context::of(parts).map_err(|error| error.problem().clone())?;
    let shared = &context.shared;
    let identity = if parts.headers.contains_key(header::AUTHORIZATION) {
        context.actor.clone()?.identity()?
    } else if let Some(ticket) = parameter(parts, "ticket") {
        shared.tickets.redeem(ticket).await?
    } else if let Some(token) = parameter(parts, "token").filter(|_| TOKEN) {
        shared.authenticator.bearer(token).await?
    } else {
        let token = session_token(&parts.headers, context.secure).ok_or_else(Problem::unauthenticated)?;
        // A cookie comes along whoever opens the socket, and sockets know no same-origin policy.
        if !csrf::is_own_origin(&parts.headers, &shared.public_origin, context.secure) {
            return Err(Problem::bare(Code::CsrfRejected).because("a socket by cookie from a foreign origin"));
        }
        shared.authenticator.cookie(token).await?
    };
    if shared.authenticator.is_alive(&identity) { Ok(identity) } else { Err(Problem::bare(Code::SessionEnded)) }
}

/// Tickets and tokens are base64url with dots, which no client escapes.
fn parameter<'a>(parts: &'a Parts, name: &str) -> Option<&'a str> {
    let pairs = parts.uri.query()?.split('&').filter_map(|pair| pair.split_once('='));
    let mut values = pairs.filter(|(key, value)| *key == name && !value.is_empty()).map(|(_, value)| value);
    values.next()
}
