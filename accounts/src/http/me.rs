//! `GET` and `PATCH /api/auth/me`

use axum::extract::State;
use gate::{Answer, Json, SignedIn};
use kernel::Problem;
use serde::Deserialize;
use utoipa::ToSchema;

use super::views::UserView;
use crate::Accounts;

/// What may be changed of one's own account.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct RenameMeIn {
    name: String,
}

/// One's own account.
#[utoipa::path(
    get, path = "/api/auth/me", operation_id = "get_me", tag = "accounts",
    responses((status = 200, body = UserView))
)]
pub(crate) async fn get_me(State(accounts): State<Accounts>, SignedIn(identity): SignedIn) -> Answer<Json<UserView>> {
    let user = accounts.user(identity.user).await?.ok_or_else(Problem::unauthenticated)?;
    Ok(Json(UserView::from(user.as_ref())))
}

/// Takes another name.
#[utoipa::path(
    patch, path = "/api/auth/me", operation_id = "rename_me", tag = "accounts",
    request_body = RenameMeIn,
    responses((status = 200, body = UserView))
)]
pub(crate) async fn rename_me(
    State(accounts): State<Accounts>,
    SignedIn(identity): SignedIn,
    Json(input): Json<RenameMeIn>,
) -> Answer<Json<UserView>> {
    let user = accounts.rename(identity, &input.name).await?;
    Ok(Json(UserView::from(&user)))
}
