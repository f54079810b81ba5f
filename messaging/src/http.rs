//! Speaking.

mod channels;
mod messages;
mod read;
mod views;

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::Messaging;

/// The routes of this room.
#[must_use]
pub fn routes(messaging: Messaging) -> OpenApiRouter {
    OpenApiRouter::default()
        .routes(routes!(channels::list_channels, channels::create_channel))
        .routes(routes!(messages::list_messages, messages::send_message))
        .routes(routes!(read::mark_read))
        .with_state(messaging)
}

/// JSON that is written already.
struct RawJson(StatusCode, String);

impl IntoResponse for RawJson {
    fn into_response(self) -> Response {
        let kind = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
        (self.0, kind, self.1).into_response()
    }
}
