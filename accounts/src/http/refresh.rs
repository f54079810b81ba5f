//! `POST /api/auth/refresh`

use axum::{extract::State, response::Response};
use gate::{Answer, ClientInfo, OptionalJson, SessionCookie, SessionMode};
use http::StatusCode;
use kernel::Problem;

use super::views::{RefreshIn, TokenAnswer, device, token_answer};
use crate::Accounts;

/// Exchanges a refresh token for its successor and a new access token. Each is good for one use; within ten seconds the same token
/// gives the same successor.
#[utoipa::path(
    post, path = "/api/auth/refresh", operation_id = "refresh_session", tag = "accounts", security(()),
    request_body = Option<RefreshIn>,
    responses((status = 200, body = TokenAnswer))
)]
pub(crate) async fn refresh_session(
    State(accounts): State<Accounts>,
    client: ClientInfo,
    mode: SessionMode,
    cookie: SessionCookie,
    OptionalJson(input): OptionalJson<RefreshIn>,
) -> Answer<Response> {
    let in_body = input.unwrap_or_default().refresh_token;
    let token = in_body.as_ref().or(cookie.token()).ok_or_else(Problem::unauthenticated)?;
    // A token from the cookie goes back into the cookie, whatever the header says: no script ever sees it.
    let mode = SessionMode { cookie: mode.cookie || in_body.is_none() };
    let pair = accounts.refresh_access_token(token.expose(), device(&client)).await?;
    token_answer(StatusCode::OK, pair, mode, &cookie, accounts.platform().clock.now())
}
