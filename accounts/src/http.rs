//! The routes under `/api/auth`, and `/api/studio`.

mod login;
mod logout;
mod me;
mod refresh;
mod register;
mod sessions;
mod studio;
mod token_info;
mod views;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::Accounts;

/// What the room answers.
#[must_use]
pub fn routes(accounts: Accounts) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(studio::get_studio))
        .routes(routes!(register::register_account))
        .routes(routes!(login::login))
        .routes(routes!(refresh::refresh_session))
        .routes(routes!(logout::logout))
        .routes(routes!(logout::logout_all))
        .routes(routes!(sessions::list_sessions))
        .routes(routes!(sessions::revoke_session))
        .routes(routes!(token_info::get_token_info))
        .routes(routes!(me::get_me, me::rename_me))
        .with_state(accounts)
}
