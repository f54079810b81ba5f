//! Looking at an invitation before accepting it; also what accounts ask before they let somebody register by one.

use async_trait::async_trait;
use kernel::{Person, Problem, TeamId, hue_of};

use crate::{Error, Invitation, Role, Teams, store, token};

/// What the holder of an invitation sees.
#[derive(Clone, Debug)]
pub(crate) struct Preview {
    pub(crate) team: TeamId,
    pub(crate) team_name: String,
    pub(crate) role: Role,
    pub(crate) invited_by: Person,
}

impl Preview {
    /// The team's colour.
    pub(crate) fn team_hue(&self) -> u8 {
        hue_of(self.team.uuid())
    }
}

impl Teams {
    /// What an open invitation leads to. Whoever has the secret may know.
    pub(crate) async fn look_up_invitation(&self, token: &str) -> Result<Preview, Error> {
        let found = self.open_invitation(token).await?;
        let name = store::teams::name(self.0.platform.db.read(), &found).await?;
        let team_name = name.ok_or(Error::InvitationInvalid)?;
        let invited_by = self.0.accounts.person(found.created_by).await.map_err(Problem::from)?;
        Ok(Preview { team: found.team, team_name, role: found.role, invited_by })
    }

    async fn open_invitation(&self, token: &str) -> Result<Invitation, Error> {
        let hash = token::read(token).ok_or(Error::InvitationInvalid)?;
        let found = store::invitations::by_token(self.0.platform.db.read(), &hash).await?;
        found.filter(|found| found.is_open(self.0.platform.clock.now())).ok_or(Error::InvitationInvalid)
    }
}

#[async_trait]
impl accounts::InvitationCheck for Teams {
    async fn is_valid(&self, token: &str) -> Result<bool, Problem> {
        match self.open_invitation(token).await {
            Ok(_) => Ok(true),
            Err(Error::InvitationInvalid) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}
