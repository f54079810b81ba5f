//! `/api/channels/{channel}/read`

use axum::extract::State;
use gate::{Answer, Json, Path, SignedIn};
use kernel::{Actor, ChannelId};

use super::views::{CursorView, ReadIn};
use crate::Messaging;

/// Moves the caller's read cursor forward. It never goes back.
#[utoipa::path(
    put, path = "/api/channels/{id}/read", tag = "messaging", operation_id = "mark_channel_read",
    params(("id" = ChannelId, Path, description = "The channel")), request_body = ReadIn,
    responses(
        (status = 200, description = "Where the cursor stands", body = CursorView),
        (status = 404, description = "No such channel, or not for the caller to read"),
        (status = 422, description = "`invalid_input`"),
    )
)]
pub(super) async fn mark_read(
    State(messaging): State<Messaging>,
    SignedIn(identity): SignedIn,
    Path(channel): Path<ChannelId>,
    Json(input): Json<ReadIn>,
) -> Answer<Json<CursorView>> {
    Ok(Json(messaging.mark_read(&Actor::User(identity), channel, input.seq).await?.into()))
}
