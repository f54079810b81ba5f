//! What goes over the wire.

use axum::response::{IntoResponse, Response};
use gate::{Answer, ClientInfo, Json, SessionCookie, SessionMode};
use http::StatusCode;
use kernel::{SessionId, Timestamp, UserId, hue_of};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{ACCESS_TOKEN_LIFETIME, StudioRole, User, actions::Device, model::TokenPair};

/// An account, as its owner sees it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = User)]
pub(crate) struct UserView {
    id: UserId,
    email: String,
    name: String,
    /// The person's colour, `0..8`.
    hue: u8,
    #[schema(value_type = StudioRoleView)]
    studio_role: StudioRole,
    created_at: Timestamp,
}

/// What a person may do in the studio as a whole.
#[derive(ToSchema)]
#[schema(as = StudioRole, rename_all = "lowercase")]
#[expect(dead_code, reason = "only its schema is used")]
pub(crate) enum StudioRoleView {
    Owner,
    Member,
}

impl From<&User> for UserView {
    fn from(user: &User) -> Self {
        Self {
            id: user.id,
            email: user.email.clone(),
            name: user.name.clone(),
            hue: hue_of(user.id.uuid()),
            studio_role: user.studio_role,
            created_at: user.created_at,
        }
    }
}

/// What signing in, registering and refreshing give.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TokenAnswer {
    /// A JWT, good for `expiresIn` seconds.
    access_token: String,
    /// Good for one use; left out when it went into the session cookie (`Flux-Session: cookie`).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    refresh_token: Option<String>,
    /// Seconds.
    expires_in: u64,
    /// Always `Bearer`.
    token_type: &'static str,
    user: UserView,
}

/// A refresh token in the body, for clients without the cookie.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct RefreshIn {
    /// The token; left out by browsers, whose cookie holds it.
    #[schema(value_type = Option<String>)]
    pub(crate) refresh_token: Option<kernel::Secret<String>>,
}

/// A signed-in device.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Session)]
pub(crate) struct SessionView {
    pub(crate) id: SessionId,
    /// In words: "Firefox on Linux".
    pub(crate) device: String,
    /// The network it was last seen from, truncated.
    pub(crate) network: Option<String>,
    pub(crate) created_at: Timestamp,
    pub(crate) last_seen_at: Timestamp,
    /// Whether it is the one that asks.
    pub(crate) current: bool,
}

/// What is known of the device that asks.
pub(crate) fn device(client: &ClientInfo) -> Device {
    Device { user_agent: client.user_agent.clone(), address: client.addr }
}

/// Puts the tokens where the client wants them.
pub(crate) fn token_answer(
    status: StatusCode,
    pair: TokenPair,
    mode: SessionMode,
    cookie: &SessionCookie,
    now: Timestamp,
) -> Answer<Response> {
    let body = TokenAnswer {
        refresh_token: (!mode.cookie).then(|| pair.refresh.expose().clone()),
        access_token: pair.access,
        expires_in: ACCESS_TOKEN_LIFETIME.as_secs(),
        token_type: "Bearer",
        user: UserView::from(&pair.user),
    };
    let no_store = [(http::header::CACHE_CONTROL, http::HeaderValue::from_static("no-store"))];
    if mode.cookie {
        let set = cookie.set(pair.refresh.expose(), pair.refresh_expires_at.since(now))?;
        Ok((status, no_store, set, Json(body)).into_response())
    } else {
        Ok((status, no_store, Json(body)).into_response())
    }
}
