//! Who asks.

use axum::extract::FromRequestParts;
use http::{Method, header, request::Parts};
use kernel::{Actor, Identity, Problem, Secret};

use crate::{ApiError, auth::bearer_token, context::Context, extract::session_token};

/// Whoever asks, nobody included. An `Authorization` header that is no good is refused, never taken for nobody.
#[derive(Clone, Copy, Debug)]
pub struct Caller(pub Actor);

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = ApiError;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        Ok(Self(Context::of(parts)?.actor.clone()?))
    }
}

/// A signed-in person, by access token.
#[derive(Clone, Copy, Debug)]
pub struct SignedIn(pub Identity);

impl<S: Sync> FromRequestParts<S> for SignedIn {
    type Rejection = ApiError;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        Ok(Self(Context::of(parts)?.actor.clone()?.identity()?))
    }
}

/// A signed-in person, by access token or, for `GET` and `HEAD`, by the session cookie: `<img>`, `<video>` and
/// downloads can't send a header.
#[derive(Clone, Copy, Debug)]
pub struct CookieOrBearer(pub Identity);

impl<S: Sync> FromRequestParts<S> for CookieOrBearer {
    type Rejection = ApiError;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let context = Context::of(parts)?;
        if parts.headers.contains_key(header::AUTHORIZATION) {
            return Ok(Self(context.actor.clone()?.identity()?));
        }
        if parts.method != Method::GET && parts.method != Method::HEAD {
            return Err(Problem::unauthenticated().into());
        }
        let token = session_token(&parts.headers, context.secure).ok_or_else(Problem::unauthenticated)?;
        Ok(Self(context.shared.authenticator.cookie(token).await?))
    }
}

/// The bearer token itself, for the one handler that tells its owner about it.
#[derive(Clone, Debug)]
pub struct BearerToken(pub Secret<String>);

impl<S: Sync> FromRequestParts<S> for BearerToken {
    type Rejection = ApiError;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let token = bearer_token(&parts.headers).ok_or_else(Problem::unauthenticated)?;
        Ok(Self(Secret::new(token.to_owned())))
    }
}
