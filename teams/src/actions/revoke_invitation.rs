//! Ending an invitation.

use kernel::{Actor, Identity, InvitationId, TeamId};
use platform::{audit::AuditEntry, db::Tx};
use serde_json::json;

use crate::{Error, Manage, Teams, policy, store};

impl Teams {
    /// Ends an invitation: nobody comes by it any more. Ending it twice is fine.
    pub(crate) async fn revoke_invitation(
        &self,
        identity: Identity,
        team: TeamId,
        id: InvitationId,
    ) -> Result<(), Error> {
        self.permit::<Manage>(&Actor::User(identity), team).await?;
        self.0
            .platform
            .db
            .write(async move |tx: &Tx| {
                let place = store::members::find(tx, team, identity.user).await?;
                let permit = policy::judge::<Manage>(team, identity.user, place.map(|member| member.role))?;
                let found = store::invitations::find_in(tx, &permit, id).await?.ok_or(Error::NotFound)?;
                if found.revoked_at.is_some() {
                    return Ok(());
                }
                store::invitations::revoke(tx, &permit, id, tx.now()).await?;
                let detail = json!({ "invitation": id });
                tx.audit(
                    AuditEntry::new(Actor::User(identity), "teams.invitation_revoked").target(team).detail(detail),
                );
                Ok::<_, Error>(())
            })
            .await
    }
}
