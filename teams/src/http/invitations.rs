//! `/api/teams/{id}/invitations`, `/api/invitations/{token}`

use axum::extract::State;
use gate::{Answer, Json, Path, Query, SignedIn};
use http::StatusCode;
use kernel::{InvitationId, Limit, Page, Person, Problem, TeamId, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::views::{InvitationView, PageIn, TeamView};
use crate::{Invitation, Role, Teams, actions::Invite};

/// A new invitation.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct CreateInvitationIn {
    /// What those who come become; never above one's own role.
    role: Role,
    /// How many may come, up to 10,000; without limit if left out.
    max_uses: Option<u32>,
    /// When it ends; never if left out.
    expires_at: Option<Timestamp>,
}

/// A new invitation and its secret, which is told this once.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NewInvitation {
    #[serde(flatten)]
    invitation: InvitationView,
    /// The secret.
    token: String,
    /// The link to give away; the secret is in it.
    url: String,
}

/// What the holder of an invitation sees before accepting it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct InvitationPreview {
    team_name: String,
    /// The team's colour, 0 to 7.
    team_hue: u8,
    /// What one becomes.
    role: Role,
    invited_by: Person,
}

/// Makes an invitation. For admins and owners.
#[utoipa::path(
    post, path = "/api/teams/{id}/invitations", operation_id = "create_invitation", tag = "teams",
    params(("id" = TeamId, Path)),
    request_body = CreateInvitationIn,
    responses((status = 201, body = NewInvitation))
)]
pub(crate) async fn create_invitation(
    State(teams): State<Teams>,
    SignedIn(identity): SignedIn,
    Path(id): Path<TeamId>,
    Json(input): Json<CreateInvitationIn>,
) -> Answer<(StatusCode, Json<NewInvitation>)> {
    let CreateInvitationIn { role, max_uses, expires_at } = input;
    let made = teams.invite(identity, id, Invite { role, max_uses, expires_at }).await?;
    let token = made.token.expose().clone();
    let url = teams.invitation_url(&token);
    let invitation = present(&teams, vec![made.invitation]).await?.pop();
    let invitation = invitation.ok_or_else(|| Problem::internal("an invitation without a maker"))?;
    Ok((StatusCode::CREATED, Json(NewInvitation { invitation, token, url })))
}

/// A team's invitations, the newest first, those that ended too. For admins and owners.
#[utoipa::path(
    get, path = "/api/teams/{id}/invitations", operation_id = "list_invitations", tag = "teams",
    params(("id" = TeamId, Path), PageIn<InvitationId>),
    responses((status = 200, body = Page<InvitationView>))
)]
pub(crate) async fn list_invitations(
    State(teams): State<Teams>,
    SignedIn(identity): SignedIn,
    Path(id): Path<TeamId>,
    Query(page): Query<PageIn<InvitationId>>,
) -> Answer<Json<Page<InvitationView>>> {
    let Page { items, next_cursor } =
        teams.list_invitations(identity, id, page.cursor, Limit::new(page.limit)?).await?;
    Ok(Json(Page { items: present(&teams, items).await?, next_cursor }))
}

/// Ends an invitation. For admins and owners.
#[utoipa::path(
    delete, path = "/api/teams/{id}/invitations/{invitationId}", operation_id = "revoke_invitation", tag = "teams",
    params(("id" = TeamId, Path), ("invitationId" = InvitationId, Path)),
    responses((status = 204))
)]
pub(crate) async fn revoke_invitation(
    State(teams): State<Teams>,
    SignedIn(identity): SignedIn,
    Path((id, invitation)): Path<(TeamId, InvitationId)>,
) -> Answer<StatusCode> {
    teams.revoke_invitation(identity, id, invitation).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What an invitation leads to. Needs no account; one that is not open is `invitation_invalid`.
#[utoipa::path(
    get, path = "/api/invitations/{token}", operation_id = "get_invitation", tag = "teams", security(()),
    params(("token" = String, Path)),
    responses((status = 200, body = InvitationPreview))
)]
pub(crate) async fn get_invitation(
    State(teams): State<Teams>,
    Path(token): Path<String>,
) -> Answer<Json<InvitationPreview>> {
    let preview = teams.look_up_invitation(&token).await?;
    let team_hue = preview.team_hue();
    let crate::actions::Preview { team_name, role, invited_by, .. } = preview;
    Ok(Json(InvitationPreview { team_name, team_hue, role, invited_by }))
}

/// Joins the team. Who is in it already gets the same answer and stays what they are.
#[utoipa::path(
    post, path = "/api/invitations/{token}/accept", operation_id = "accept_invitation", tag = "teams",
    params(("token" = String, Path)),
    responses((status = 200, body = TeamView))
)]
pub(crate) async fn accept_invitation(
    State(teams): State<Teams>,
    SignedIn(identity): SignedIn,
    Path(token): Path<String>,
) -> Answer<Json<TeamView>> {
    Ok(Json(teams.accept_invitation(identity, &token).await?.into()))
}

/// With the people who made them, all at once.
async fn present(teams: &Teams, invitations: Vec<Invitation>) -> Result<Vec<InvitationView>, crate::Error> {
    let makers: Vec<UserId> = invitations.iter().map(|invitation| invitation.created_by).collect();
    let people = teams.people(&makers).await?;
    let view = |invitation: Invitation| {
        let maker = people.get(&invitation.created_by).cloned();
        maker.map(|maker| InvitationView::new(invitation, maker))
    };
    Ok(invitations.into_iter().filter_map(view).collect())
}
