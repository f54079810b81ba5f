//! `GET /api/auth/token-info`

use axum::extract::State;
use gate::{Answer, BearerToken, Json, SignedIn};
use kernel::{SessionId, Timestamp, UserId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::Accounts;

/// What an access token says.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TokenInfo {
    user_id: UserId,
    session_id: SessionId,
    issued_at: Timestamp,
    expires_at: Timestamp,
}

/// What the access token of this request says.
#[utoipa::path(
    get, path = "/api/auth/token-info", operation_id = "get_token_info", tag = "accounts",
    responses((status = 200, body = TokenInfo))
)]
pub(crate) async fn get_token_info(
    State(accounts): State<Accounts>,
    SignedIn(identity): SignedIn,
    BearerToken(token): BearerToken,
) -> Answer<Json<TokenInfo>> {
    let claims = accounts.tokens().verify_access_token(token.expose())?;
    let seconds = |seconds: i64| Timestamp::from_millis(seconds.saturating_mul(1000));
    Ok(Json(TokenInfo {
        user_id: identity.user,
        session_id: identity.session,
        issued_at: seconds(claims.iat),
        expires_at: seconds(claims.exp),
    }))
}
