//! Leaving a team.

use kernel::{Actor, Identity, TeamId};
use platform::{audit::AuditEntry, db::Tx};
use serde_json::json;

use super::owner_count;
use crate::{
    Error, Teams,
    events::{self, Change},
    rules::{self, Fate},
    store,
};

impl Teams {
    /// Leaves. The last owner can't.
    pub(crate) async fn leave(&self, identity: Identity, team: TeamId) -> Result<(), Error> {
        let user = identity.user;
        let this = self.clone();
        self.0
            .platform
            .db
            .write(async move |tx: &Tx| {
                let place = store::members::find(tx, team, user).await?.ok_or(Error::NotFound)?;
                // Counted in the transaction: of two last owners who leave at once, one stays.
                let owners = owner_count(tx, team, &place).await?;
                rules::judge_change(place.role, place.role, Fate::Leaves, owners)?;
                store::members::delete(tx, team, user).await?;
                for hook in &this.0.hooks {
                    hook.member_left(tx, team, user).await?;
                }
                store::invitations::revoke_of(tx, team, user, None, tx.now()).await?;
                events::removed(&this.0.platform, team, user).into_iter().for_each(|event| tx.emit(event));
                let detail = json!({ "role": place.role });
                tx.audit(AuditEntry::new(Actor::User(identity), "teams.left").target(team).detail(detail));
                Ok::<_, Error>(())
            })
            .await?;
        self.forget(Change::Member { team, user });
        Ok(())
    }
}
