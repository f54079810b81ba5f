//! `POST /api/auth/logout` and `/api/auth/logout-all`

use axum::{
    extract::State,
    response::{IntoResponse as _, Response},
};
use gate::{Answer, Caller, OptionalJson, SessionCookie, SignedIn};
use http::StatusCode;
use kernel::{Actor, Identity, Problem};

use super::views::RefreshIn;
use crate::{Accounts, Error};

/// Ends this device's session. Signing out twice is fine.
#[utoipa::path(
    post, path = "/api/auth/logout", operation_id = "logout", tag = "accounts",
    request_body = Option<RefreshIn>,
    responses((status = 204))
)]
pub(crate) async fn logout(
    State(accounts): State<Accounts>,
    caller: Result<Caller, gate::ApiError>,
    cookie: SessionCookie,
    OptionalJson(input): OptionalJson<RefreshIn>,
) -> Answer<Response> {
    let ended = match who(&accounts, caller.ok(), &cookie, input.unwrap_or_default()).await {
        Ok(identity) => accounts.revoke_session(identity, identity.session).await,
        Err(Error::NoToken) => return Err(Problem::unauthenticated().into()),
        Err(error) => Err(error),
    };
    match ended {
        // It had ended already, or was never one of ours: what was asked for is so, and the browser forgets its cookie.
        Ok(()) | Err(Error::NotFound | Error::SessionEnded | Error::UnknownToken) => {}
        Err(error) => return Err(error.into()),
    }
    Ok((StatusCode::NO_CONTENT, cookie.clear()?).into_response())
}

/// By the access token or, when that has expired, by the refresh token.
async fn who(
    accounts: &Accounts,
    caller: Option<Caller>,
    cookie: &SessionCookie,
    input: RefreshIn,
) -> Result<Identity, Error> {
    if let Some(Caller(Actor::User(identity))) = caller {
        return Ok(identity);
    }
    let token = input.refresh_token.as_ref().or(cookie.token()).ok_or(Error::NoToken)?;
    accounts.verify_refresh_token(token.expose()).await
}

/// Ends every session of the account, this one included.
#[utoipa::path(
    post, path = "/api/auth/logout-all", operation_id = "logout_all", tag = "accounts",
    responses((status = 204))
)]
pub(crate) async fn logout_all(
    State(accounts): State<Accounts>,
    SignedIn(identity): SignedIn,
    cookie: SessionCookie,
) -> Answer<Response> {
    accounts.revoke_all_sessions(identity).await?;
    Ok((StatusCode::NO_CONTENT, cookie.clear()?).into_response())
}
