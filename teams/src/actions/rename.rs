//! Giving a team another name.

use std::sync::Arc;

use kernel::{Actor, Identity, TeamId};
use platform::{audit::AuditEntry, db::Tx};
use serde_json::json;

use crate::{Error, Manage, Role, Team, Teams, events, policy, rules, store};

impl Teams {
    /// Renames a team; says it as whoever asks sees it then.
    pub(crate) async fn rename(&self, identity: Identity, team: TeamId, name: &str) -> Result<(Team, Role), Error> {
        // Refuses strangers before anything about the input is said.
        self.permit::<Manage>(&Actor::User(identity), team).await?;
        let name: Arc<str> = rules::name(name)?.into();
        let this = self.clone();
        self.0
            .platform
            .db
            .write(async move |tx: &Tx| {
                let place = store::members::find(tx, team, identity.user).await?;
                let permit = policy::judge::<Manage>(team, identity.user, place.map(|member| member.role))?;
                let Some(mut found) = store::teams::find(tx, &permit.read()).await? else {
                    return Err(Error::NotFound);
                };
                if found.name != *name {
                    store::teams::rename(tx, &permit, &name, tx.now()).await?;
                    tx.emit(events::renamed(&this.0.platform, team, &name));
                    let detail = json!({ "from": found.name, "to": &*name });
                    tx.audit(AuditEntry::new(Actor::User(identity), "teams.renamed").target(team).detail(detail));
                    found.name = name.to_string();
                }
                Ok((found, permit.role()))
            })
            .await
    }
}
