//! The channel that every team has.

use async_trait::async_trait;
use kernel::{ChannelId, Problem, TeamId, UserId};
use platform::{Platform, db::Tx};
use teams::TeamCreated;

use crate::{Channel, rules, store};

/// Makes `#general` in the transaction that makes the team. Given to [`teams::Teams::new`].
pub struct General(Platform);

impl General {
    /// Ready to be given to teams.
    #[must_use]
    pub fn new(platform: &Platform) -> Self {
        Self(platform.clone())
    }
}

#[async_trait]
impl TeamCreated for General {
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
}
