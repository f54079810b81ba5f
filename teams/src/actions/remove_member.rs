//! Removing somebody from a team.

use kernel::{Actor, Identity, TeamId, UserId};
use platform::{audit::AuditEntry, db::Tx};
use serde_json::json;

use super::owner_count;
use crate::{
    Error, Manage, Teams,
    events::{self, Change},
    policy,
    rules::{self, Fate},
    store,
};

impl Teams {
    /// Removes `user`. Their invitations end, so that they can't come back by one of their own.
    pub(crate) async fn remove_member(&self, identity: Identity, team: TeamId, user: UserId) -> Result<(), Error> {
        self.permit::<Manage>(&Actor::User(identity), team).await?;
        let this = self.clone();
        self.0
            .platform
            .db
            .write(async move |tx: &Tx| {
                let (actor, target) = store::members::find_two(tx, team, identity.user, user).await?;
                let permit = policy::judge::<Manage>(team, identity.user, actor.map(|actor| actor.role))?;
                let target = target.ok_or(Error::NotFound)?;
                let owners = owner_count(tx, team, &target).await?;
                rules::judge_change(permit.role(), target.role, Fate::Removed, owners)?;
                store::members::delete(tx, team, user).await?;
                for hook in &this.0.hooks {
                    hook.member_left(tx, team, user).await?;
                }
                store::invitations::revoke_of(tx, team, user, None, tx.now()).await?;
                events::removed(&this.0.platform, team, user).into_iter().for_each(|event| tx.emit(event));
                let detail = json!({ "user": user, "role": target.role });
                tx.audit(AuditEntry::new(Actor::User(identity), "teams.member_removed").target(team).detail(detail));
                Ok::<_, Error>(())
            })
            .await?;
        self.forget(Change::Member { team, user });
        Ok(())
    }
}
