//! The routes under `/api/teams` and `/api/invitations`.

mod invitations;
mod members;
mod teams;
mod views;

use utoipa_axum::{router::OpenApiRouter, routes};

pub(crate) use views::MemberView;

use crate::Teams;

/// What the room answers.
#[must_use]
pub fn routes(teams: Teams) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(teams::create_team, teams::list_teams))
        .routes(routes!(teams::get_team, teams::rename_team))
        .routes(routes!(teams::leave_team))
        .routes(routes!(members::list_members))
        .routes(routes!(members::change_member_role, members::remove_member))
        .routes(routes!(invitations::create_invitation, invitations::list_invitations))
        .routes(routes!(invitations::revoke_invitation))
        .routes(routes!(invitations::get_invitation))
        .routes(routes!(invitations::accept_invitation))
        .with_state(teams)
}
