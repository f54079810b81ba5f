//! What a team has of this room from its first moment on, and a member from theirs.

use async_trait::async_trait;
use kernel::{ChannelId, Problem, TeamId, UserId};
use platform::{Platform, db::Tx};
use teams::TeamHook;

use crate::{Channel, rules, store};

/// Makes `#general` in the transaction that makes the team, and marks what is there as read for who comes later. Given to
/// [`teams::Teams::new`].
pub struct General(Platform);

impl General {
    /// Ready to be given to teams.
    #[must_use]
    pub fn new(platform: &Platform) -> Self {
        Self(platform.clone())
    }
}

#[async_trait]
impl TeamHook for General {
    /// Nobody is told of the channel: whoever may see it is told of the team and fetches what is in it.
    async fn team_created(&self, tx: &Tx, team: TeamId, by: UserId) -> Result<(), Problem> {
        let channel = Channel {
            id: ChannelId::generate(&self.0.clock, &self.0.rng),
            team,
            name: rules::GENERAL.to_owned(),
            private: false,
            last_seq: 0,
            last_read_seq: 0,
            created_at: tx.now(),
        };
        Ok(store::channels::insert(tx, &channel, by).await?)
    }

    /// What was said before somebody came is theirs to read, but not unread.
    async fn member_joined(&self, tx: &Tx, team: TeamId, user: UserId) -> Result<(), Problem> {
        Ok(store::cursors::begin(tx, team, user, tx.now()).await?)
    }

    async fn member_left(&self, tx: &Tx, team: TeamId, user: UserId) -> Result<(), Problem> {
        Ok(store::channels::leave_all(tx, team, user).await?)
    }
}
