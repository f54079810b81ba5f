//! Listing who belongs to a team.

use kernel::{Actor, Identity, Limit, Page, TeamId, UserId};

use crate::{Error, Member, Read, Teams, store};

impl Teams {
    /// A team's members, whoever came to the studio first leading.
    pub(crate) async fn list_members(
        &self,
        identity: Identity,
        team: TeamId,
        after: Option<UserId>,
        limit: Limit,
    ) -> Result<Page<Member>, Error> {
        let permit = self.permit::<Read>(&Actor::User(identity), team).await?;
        let members = store::members::page(self.0.platform.db.read(), &permit, after, limit.get() + 1).await?;
        Ok(Page::from_surplus(members, limit, |member| member.user.to_string()))
    }
}
