//! Making a team.

use std::sync::Arc;

use kernel::{Identity, TeamId};
use platform::{audit::AuditEntry, db::Tx};

use crate::{Error, Role, Team, Teams, events, events::Change, rules, store};

impl Teams {
    /// Makes a team that belongs to whoever asks.
    pub(crate) async fn create(&self, identity: Identity, name: &str) -> Result<Team, Error> {
        let name: Arc<str> = rules::name(name)?.into();
        let platform = &self.0.platform;
        let team = TeamId::generate(&platform.clock, &platform.rng);
        let user = identity.user;
        let creator = self.describe(user).await?;
        let made = {
            let this = self.clone();
            platform
                .db
                .write(async move |tx: &Tx| {
                    let now = tx.now();
                    store::teams::insert(tx, team, &name, user, now).await?;
                    store::members::insert(tx, team, user, Role::Owner, now).await?;
                    for hook in &this.0.hooks {
                        hook.team_created(tx, team, user).await?;
                    }
                    let member = creator.view(Role::Owner, now);
                    events::joined(&this.0.platform, team, user, &member).into_iter().for_each(|event| tx.emit(event));
                    tx.audit(AuditEntry::new(kernel::Actor::User(identity), "teams.created").target(team));
                    Ok::<_, Error>(Team { id: team, name: name.to_string(), member_count: 1, created_at: now })
                })
                .await?
        };
        // The creator must find it at once.
        self.forget(Change::Member { team, user });
        Ok(made)
    }
}
