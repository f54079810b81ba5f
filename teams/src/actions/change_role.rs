//! Giving a member another role.

use kernel::{Actor, Identity, TeamId, UserId};
use platform::{audit::AuditEntry, db::Tx};
use serde_json::json;

use super::owner_count;
use crate::{
    Error, Manage, Member, Role, Teams,
    events::{self, Change},
    policy,
    rules::{self, Fate},
    store,
};

impl Teams {
    /// Gives `user` the `role`. Invitations of theirs that give more than it allows end with it.
    pub(crate) async fn change_role(
        &self,
        identity: Identity,
        team: TeamId,
        user: UserId,
        role: Role,
    ) -> Result<Member, Error> {
        self.permit::<Manage>(&Actor::User(identity), team).await?;
        let described = self.describe(user).await?;
        let this = self.clone();
        let changed = self
            .0
            .platform
            .db
            .write(async move |tx: &Tx| {
                // Both places as they are now: a role that was taken away a moment ago is no reason any more.
                let (actor, target) = store::members::find_two(tx, team, identity.user, user).await?;
                let permit = policy::judge::<Manage>(team, identity.user, actor.map(|actor| actor.role))?;
                let target = target.ok_or(Error::NotFound)?;
                let owners = owner_count(tx, team, &target).await?;
                rules::judge_change(permit.role(), target.role, Fate::Becomes(role), owners)?;
                if target.role == role {
                    return Ok(target);
                }
                store::members::set_role(tx, team, user, role).await?;
                if role < target.role {
                    let highest = rules::highest_invited_by(role);
                    store::invitations::revoke_of(tx, team, user, highest, tx.now()).await?;
                }
                tx.emit(events::updated(&this.0.platform, team, &described.view(role, target.joined_at)));
                let detail = json!({ "user": user, "from": target.role, "to": role });
                tx.audit(AuditEntry::new(Actor::User(identity), "teams.role_changed").target(team).detail(detail));
                Ok::<_, Error>(Member { role, ..target })
            })
            .await?;
        self.forget(Change::Member { team, user });
        Ok(changed)
    }
}
