//! `GET /api/studio`

use axum::extract::State;
use gate::{Answer, ClientInfo, Json};
use platform::config::Registration;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{Accounts, actions::STUDIO_NAME};

/// What a visitor may know of the studio.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Studio {
    /// What its owner named it.
    name: String,
    /// Whether nobody has an account yet.
    first_run: bool,
    /// `open` or `invite`.
    #[schema(value_type = String)]
    registration: Registration,
    /// The server's version.
    version: &'static str,
    /// Whether what is typed here can be read on the way (plain HTTP from another machine).
    insecure_transport: bool,
}

/// What this studio is.
#[utoipa::path(
    get, path = "/api/studio", operation_id = "get_studio", tag = "accounts", security(()),
    responses((status = 200, body = Studio))
)]
pub(crate) async fn get_studio(State(accounts): State<Accounts>, client: ClientInfo) -> Answer<Json<Studio>> {
    let platform = accounts.platform();
    Ok(Json(Studio {
        name: platform.settings.get(STUDIO_NAME).unwrap_or_else(|| "FluxStudio".to_owned()),
        first_run: accounts.is_first_run().await?,
        registration: platform.config.registration,
        version: env!("CARGO_PKG_VERSION"),
        insecure_transport: client.insecure_transport(),
    }))
}
