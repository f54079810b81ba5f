//! What can be done here, one file per verb.

mod accept_invitation;
mod change_role;
mod create;
mod get;
mod invite;
mod leave;
mod list;
mod list_invitations;
mod list_members;
mod look_up_invitation;
mod remove_member;
mod rename;
mod revoke_invitation;

pub(crate) use invite::Invite;
pub(crate) use look_up_invitation::Preview;

use kernel::TeamId;
use platform::db::{DbError, Tx};

use crate::{Member, Role, store};

/// How many owners the team has, counted only if `target` is one: else it makes no difference, and a count would make
/// transactions of the same team wait for each other.
async fn owner_count(tx: &Tx, team: TeamId, target: &Member) -> Result<u64, DbError> {
    match target.role {
        Role::Owner => store::members::owners(tx, team).await,
        Role::Admin | Role::Member | Role::Viewer => Ok(1),
    }
}
