//! `/api/teams`, `/api/teams/{id}`, `/api/teams/{id}/leave`

use axum::extract::State;
use gate::{Answer, Json, Path, Query, SignedIn};
use http::StatusCode;
use kernel::{Limit, Page, TeamId};
use serde::Deserialize;
use utoipa::ToSchema;

use super::views::{PageIn, TeamView};
use crate::Teams;

/// A new team.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct CreateTeamIn {
    name: String,
}

/// What may be changed of a team.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct RenameTeamIn {
    name: String,
}

/// Makes a team. Whoever asks owns it; it has a `#general` channel.
#[utoipa::path(
    post, path = "/api/teams", operation_id = "create_team", tag = "teams",
    request_body = CreateTeamIn,
    responses((status = 201, body = TeamView))
)]
pub(crate) async fn create_team(
    State(teams): State<Teams>,
    SignedIn(identity): SignedIn,
    Json(input): Json<CreateTeamIn>,
) -> Answer<(StatusCode, Json<TeamView>)> {
    let team = teams.create(identity, &input.name).await?;
    Ok((StatusCode::CREATED, Json((team, crate::Role::Owner).into())))
}

/// The teams that the asker belongs to, oldest first.
#[utoipa::path(
    get, path = "/api/teams", operation_id = "list_teams", tag = "teams",
    params(PageIn<TeamId>),
    responses((status = 200, body = Page<TeamView>))
)]
pub(crate) async fn list_teams(
    State(teams): State<Teams>,
    SignedIn(identity): SignedIn,
    Query(page): Query<PageIn<TeamId>>,
) -> Answer<Json<Page<TeamView>>> {
    let found = teams.list(identity, page.cursor, Limit::new(page.limit)?).await?;
    Ok(Json(found.map(TeamView::from)))
}

/// One team.
#[utoipa::path(
    get, path = "/api/teams/{id}", operation_id = "get_team", tag = "teams",
    params(("id" = TeamId, Path)),
    responses((status = 200, body = TeamView))
)]
pub(crate) async fn get_team(
    State(teams): State<Teams>,
    SignedIn(identity): SignedIn,
    Path(id): Path<TeamId>,
) -> Answer<Json<TeamView>> {
    Ok(Json(teams.get(identity, id).await?.into()))
}

/// Gives a team another name. For admins and owners.
#[utoipa::path(
    patch, path = "/api/teams/{id}", operation_id = "rename_team", tag = "teams",
    params(("id" = TeamId, Path)),
    request_body = RenameTeamIn,
    responses((status = 200, body = TeamView))
)]
pub(crate) async fn rename_team(
    State(teams): State<Teams>,
    SignedIn(identity): SignedIn,
    Path(id): Path<TeamId>,
    Json(input): Json<RenameTeamIn>,
) -> Answer<Json<TeamView>> {
    Ok(Json(teams.rename(identity, id, &input.name).await?.into()))
}

/// Leaves a team. Its last owner can't (`last_owner`).
#[utoipa::path(
    post, path = "/api/teams/{id}/leave", operation_id = "leave_team", tag = "teams",
    params(("id" = TeamId, Path)),
    responses((status = 204))
)]
pub(crate) async fn leave_team(
    State(teams): State<Teams>,
    SignedIn(identity): SignedIn,
    Path(id): Path<TeamId>,
) -> Answer<StatusCode> {
    teams.leave(identity, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
