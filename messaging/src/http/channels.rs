//! `/api/teams/{team}/channels`

use axum::extract::State;
use gate::{Answer, Json, Path, Query, SignedIn};
use http::StatusCode;
use kernel::{Actor, Page, TeamId};

use super::views::{ChannelIn, ChannelView, ChannelsQuery};
use crate::{Messaging, actions::create_channel::CreateChannel};

/// The channels of a team that the caller may read, the oldest first.
#[utoipa::path(
    get, path = "/api/teams/{id}/channels", tag = "messaging", operation_id = "list_channels",
    params(("id" = TeamId, Path, description = "The team"), ChannelsQuery),
    responses(
        (status = 200, description = "The channels", body = Page<ChannelView>),
        (status = 404, description = "No such team, or not the caller's"),
    )
)]
pub(super) async fn list_channels(
    State(messaging): State<Messaging>,
    SignedIn(identity): SignedIn,
    Path(team): Path<TeamId>,
    Query(query): Query<ChannelsQuery>,
) -> Answer<Json<Page<ChannelView>>> {
    let page = messaging.list_channels(&Actor::User(identity), team, query.cursor.as_deref()).await?;
    Ok(Json(page.map(Into::into)))
}

/// Makes a channel.
#[utoipa::path(
    post, path = "/api/teams/{id}/channels", tag = "messaging", operation_id = "create_channel",
    params(("id" = TeamId, Path, description = "The team")), request_body = ChannelIn,
    responses(
        (status = 201, description = "The channel", body = ChannelView),
        (status = 403, description = "The caller only reads here"),
        (status = 404, description = "No such team, or not the caller's"),
        (status = 409, description = "`name_taken`"),
        (status = 422, description = "`invalid_input`"),
    )
)]
pub(super) async fn create_channel(
    State(messaging): State<Messaging>,
    SignedIn(identity): SignedIn,
    Path(team): Path<TeamId>,
    Json(input): Json<ChannelIn>,
) -> Answer<(StatusCode, Json<ChannelView>)> {
    let input = CreateChannel { team, name: input.name, private: input.private };
    let channel = messaging.create_channel(&Actor::User(identity), input).await?;
    Ok((StatusCode::CREATED, Json(channel.into())))
}
