//! `/api/teams/{id}/members`, `/api/teams/{id}/members/{userId}`

use axum::extract::State;
use gate::{Answer, Json, Path, Query, SignedIn};
use http::StatusCode;
use kernel::{Limit, Page, Problem, TeamId, UserId};
use serde::Deserialize;
use utoipa::ToSchema;

use super::views::{MemberView, PageIn};
use crate::{Role, Teams};

/// Another role for a member.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ChangeMemberRoleIn {
    role: Role,
}

/// Who belongs to a team.
#[utoipa::path(
    get, path = "/api/teams/{id}/members", operation_id = "list_members", tag = "teams",
    params(("id" = TeamId, Path), PageIn<UserId>),
    responses((status = 200, body = Page<MemberView>))
)]
pub(crate) async fn list_members(
    State(teams): State<Teams>,
    SignedIn(identity): SignedIn,
    Path(id): Path<TeamId>,
    Query(page): Query<PageIn<UserId>>,
) -> Answer<Json<Page<MemberView>>> {
    let Page { items, next_cursor } = teams.list_members(identity, id, page.cursor, Limit::new(page.limit)?).await?;
    Ok(Json(Page { items: teams.present(&items).await?, next_cursor }))
}

/// Gives a member another role. Admins decide about everyone below owners, owners about all; the last owner stays one
/// (`last_owner`).
#[utoipa::path(
    patch, path = "/api/teams/{id}/members/{userId}", operation_id = "change_member_role", tag = "teams",
    params(("id" = TeamId, Path), ("userId" = UserId, Path)),
    request_body = ChangeMemberRoleIn,
    responses((status = 200, body = MemberView))
)]
pub(crate) async fn change_member_role(
    State(teams): State<Teams>,
    SignedIn(identity): SignedIn,
    Path((id, user)): Path<(TeamId, UserId)>,
    Json(input): Json<ChangeMemberRoleIn>,
) -> Answer<Json<MemberView>> {
    let member = teams.change_role(identity, id, user, input.role).await?;
    let view = teams.present(&[member]).await?.pop();
    Ok(Json(view.ok_or_else(|| Problem::internal("a member without a person"))?))
}

/// Removes a member. What they have open closes within a second, and invitations that they made end.
#[utoipa::path(
    delete, path = "/api/teams/{id}/members/{userId}", operation_id = "remove_member", tag = "teams",
    params(("id" = TeamId, Path), ("userId" = UserId, Path)),
    responses((status = 204))
)]
pub(crate) async fn remove_member(
    State(teams): State<Teams>,
    SignedIn(identity): SignedIn,
    Path((id, user)): Path<(TeamId, UserId)>,
) -> Answer<StatusCode> {
    teams.remove_member(identity, id, user).await?;
    Ok(StatusCode::NO_CONTENT)
}
