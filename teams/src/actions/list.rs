//! Listing one's own teams.

use kernel::{Identity, Limit, Page, TeamId};

use crate::{Error, Permit, Read, Role, Team, Teams, policy, store};

impl Teams {
    /// The asker's teams, oldest first, and what the asker is in each.
    pub(crate) async fn list(
        &self,
        identity: Identity,
        after: Option<TeamId>,
        limit: Limit,
    ) -> Result<Page<(Team, Role)>, Error> {
        let user = identity.user;
        let roles = self.roles_of(user).await?;
        let start = after.map_or(0, |after| roles.partition_point(|(team, _)| *team <= after));
        let surplus = usize::try_from(limit.get()).unwrap_or(usize::MAX).saturating_add(1);
        let wanted: Vec<Permit<Read>> = roles[start..]
            .iter()
            .take(surplus)
            .map(|(team, role)| policy::judge(*team, user, Some(*role)))
            .collect::<Result<_, _>>()?;
        let page = Page::from_surplus(wanted, limit, |permit| permit.team().to_string());
        let found = store::teams::find_many(self.0.platform.db.read(), &page.items).await?;
        let role_of = |team: &Team| page.items.iter().find(|permit| permit.team() == team.id).map(Permit::role);
        let items = found.into_iter().filter_map(|team| role_of(&team).map(|role| (team, role))).collect();
        Ok(Page { items, next_cursor: page.next_cursor })
    }
}
