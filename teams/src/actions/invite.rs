//! Making an invitation.

use std::sync::Arc;

use kernel::{Actor, Identity, InvitationId, Secret, TeamId, Timestamp};
use platform::{audit::AuditEntry, db::Tx};
use serde_json::json;

use crate::{Error, Invitation, Manage, Role, Teams, policy, rules, store, token};

/// What an invitation is to be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Invite {
    /// What those who come become.
    pub(crate) role: Role,
    /// How many may come.
    pub(crate) max_uses: Option<u32>,
    /// When it ends.
    pub(crate) expires_at: Option<Timestamp>,
}

/// An invitation and its secret, which is seen this once.
pub(crate) struct Invited {
    pub(crate) invitation: Invitation,
    pub(crate) token: Secret<String>,
}

impl Teams {
    /// Makes an invitation to at most the asker's own role.
    pub(crate) async fn invite(&self, identity: Identity, team: TeamId, input: Invite) -> Result<Invited, Error> {
        let platform = &self.0.platform;
        let permit = self.permit::<Manage>(&Actor::User(identity), team).await?;
        rules::judge_invitation(permit.role(), input.role)?;
        let now = platform.clock.now();
        rules::bounds(input.max_uses, input.expires_at, now)?;
        let (token, hash) = token::make(&platform.rng);
        let invitation = Arc::new(Invitation {
            id: InvitationId::generate(&platform.clock, &platform.rng),
            team,
            role: input.role,
            uses: 0,
            max_uses: input.max_uses,
            expires_at: input.expires_at,
            created_by: identity.user,
            created_at: now,
            revoked_at: None,
        });
        let new = Arc::clone(&invitation);
        platform
            .db
            .write(async move |tx: &Tx| {
                let place = store::members::find(tx, team, identity.user).await?;
                let permit = policy::judge::<Manage>(team, identity.user, place.map(|member| member.role))?;
                rules::judge_invitation(permit.role(), new.role)?;
                store::invitations::insert(tx, &permit, &new, &hash).await?;
                let detail = json!({ "invitation": new.id, "role": new.role, "maxUses": new.max_uses, "expiresAt": new.expires_at });
                tx.audit(AuditEntry::new(Actor::User(identity), "teams.invitation_created").target(team).detail(detail));
                Ok::<_, Error>(())
            })
            .await?;
        Ok(Invited { invitation: Arc::unwrap_or_clone(invitation), token })
    }
}
