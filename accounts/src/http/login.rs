//! `POST /api/auth/login`

use axum::{extract::State, response::Response};
use gate::{Answer, ClientInfo, Json, SessionCookie, SessionMode, Throttle};
use http::StatusCode;
use kernel::Secret;
use serde::Deserialize;
use utoipa::ToSchema;

use super::views::{TokenAnswer, device, token_answer};
use crate::Accounts;

/// E-mail and password.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct LoginIn {
    email: String,
    #[schema(value_type = String)]
    password: Secret<String>,
}

/// Signs a device in.
#[utoipa::path(
    post, path = "/api/auth/login", operation_id = "login", tag = "accounts", security(()),
    request_body = LoginIn,
    responses((status = 200, body = TokenAnswer))
)]
pub(crate) async fn login(
    State(accounts): State<Accounts>,
    client: ClientInfo,
    mode: SessionMode,
    cookie: SessionCookie,
    throttle: Throttle,
    Json(input): Json<LoginIn>,
) -> Answer<Response> {
    throttle.credentials(&input.email).await?;
    let pair = accounts.login(&input.email, &input.password, device(&client)).await?;
    throttle.forgive(&input.email).await;
    token_answer(StatusCode::OK, pair, mode, &cookie, accounts.platform().clock.now())
}
