//! Listing a team's invitations.

use kernel::{Actor, Identity, InvitationId, Limit, Page, TeamId};

use crate::{Error, Invitation, Manage, Teams, store};

impl Teams {
    /// A team's invitations, the newest first, those that ended too.
    pub(crate) async fn list_invitations(
        &self,
        identity: Identity,
        team: TeamId,
        before: Option<InvitationId>,
        limit: Limit,
    ) -> Result<Page<Invitation>, Error> {
        let permit = self.permit::<Manage>(&Actor::User(identity), team).await?;
        let found = store::invitations::page(self.0.platform.db.read(), &permit, before, limit.get() + 1).await?;
        Ok(Page::from_surplus(found, limit, |invitation| invitation.id.to_string()))
    }
}
