//! Coming into a team by an invitation.

use kernel::{Actor, Identity};
use platform::{audit::AuditEntry, db::Tx};
use serde_json::json;

use crate::{
    Error, Read, Role, Team, Teams,
    events::{self, Change},
    policy, store, token,
};

/// Where somebody now belongs, and as what.
pub(crate) type Accepted = (Team, Role);

impl Teams {
    /// Takes the asker in. Who belongs to the team already stays what they are and uses nothing up, also when the invitation has
    /// ended meanwhile: a request that is sent twice gets the same answer twice.
    pub(crate) async fn accept_invitation(&self, identity: Identity, token: &str) -> Result<Accepted, Error> {
        let hash = token::read(token).ok_or(Error::InvitationInvalid)?;
        let user = identity.user;
        let described = self.describe(user).await?;
        let this = self.clone();
        let accepted = self
            .0
            .platform
            .db
            .write(async move |tx: &Tx| {
                let found = store::invitations::by_token(tx, &hash).await?.ok_or(Error::InvitationInvalid)?;
                let team = found.team;
                let role = match store::members::find(tx, team, user).await? {
                    Some(place) => place.role,
                    None => {
                        let now = tx.now();
                        // Looked at and counted in one transaction: no more come than may.
                        if !found.is_open(now) {
                            return Err(Error::InvitationInvalid);
                        }
                        store::invitations::count_use(tx, found.id).await?;
                        store::members::insert(tx, team, user, found.role, now).await?;
                        for hook in &this.0.hooks {
                            hook.member_joined(tx, team, user).await?;
                        }
                        let member = described.view(found.role, now);
                        events::joined(&this.0.platform, team, user, &member)
                            .into_iter()
                            .for_each(|event| tx.emit(event));
                        let detail = json!({ "invitation": found.id, "role": found.role });
                        tx.audit(
                            AuditEntry::new(Actor::User(identity), "teams.invitation_accepted")
                                .target(team)
                                .detail(detail),
                        );
                        found.role
                    }
                };
                let permit = policy::judge::<Read>(team, user, Some(role))?;
                let team = store::teams::find(tx, &permit).await?.ok_or(Error::InvitationInvalid)?;
                Ok::<_, Error>((team, role))
            })
            .await?;
        self.forget(Change::Member { team: accepted.0.id, user });
        Ok(accepted)
    }
}
