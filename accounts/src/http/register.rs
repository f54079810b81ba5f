//! `POST /api/auth/register`

use axum::{extract::State, response::Response};
use gate::{Answer, ClientInfo, Json, SessionCookie, SessionMode, Throttle};
use http::StatusCode;
use kernel::Secret;
use serde::Deserialize;
use utoipa::ToSchema;

use super::views::{TokenAnswer, device, token_answer};
use crate::{Accounts, actions::Register};

/// A new account. A role can't be asked for.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct RegisterIn {
    email: String,
    /// 8 to 128 characters.
    #[schema(value_type = String)]
    password: Secret<String>,
    name: String,
    /// For the first account alone: what the studio is called.
    studio_name: Option<String>,
    /// For the first account alone, unless it is made at the server itself: from the link that the server printed.
    #[schema(value_type = Option<String>)]
    setup_token: Option<Secret<String>>,
    /// An invitation's token, where new accounts need one.
    invitation: Option<String>,
}

/// Makes an account and signs it in. The first account of a studio is its owner.
#[utoipa::path(
    post, path = "/api/auth/register", operation_id = "register_account", tag = "accounts", security(()),
    request_body = RegisterIn,
    responses((status = 201, body = TokenAnswer))
)]
pub(crate) async fn register_account(
    State(accounts): State<Accounts>,
    client: ClientInfo,
    mode: SessionMode,
    cookie: SessionCookie,
    throttle: Throttle,
    Json(input): Json<RegisterIn>,
) -> Answer<Response> {
    throttle.credentials(&input.email).await?;
    let register = Register {
        email: input.email,
        password: input.password,
        name: input.name,
        studio_name: input.studio_name,
        setup_token: input.setup_token,
        invitation: input.invitation,
        from_loopback: client.loopback && accounts.is_local_studio(),
    };
    let pair = accounts.register(register, device(&client)).await?;
    token_answer(StatusCode::CREATED, pair, mode, &cookie, accounts.platform().clock.now())
}
