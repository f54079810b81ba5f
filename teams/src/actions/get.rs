//! Looking at one team.

use kernel::{Actor, Identity, TeamId};

use crate::{Error, Read, Role, Team, Teams, store};

impl Teams {
    /// One team, and what the asker is in it.
    pub(crate) async fn get(&self, identity: Identity, team: TeamId) -> Result<(Team, Role), Error> {
        let permit = self.permit::<Read>(&Actor::User(identity), team).await?;
        let found = store::teams::find(self.0.platform.db.read(), &permit).await?.ok_or(Error::NotFound)?;
        Ok((found, permit.role()))
    }
}
