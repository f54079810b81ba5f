//! Making a channel.

use kernel::{Actor, ChannelId, TeamId, Topic};
use platform::db::{DbError, Tx};
use teams::Write;

use crate::{Channel, Error, Messaging, events, rules, store};

/// What is asked for.
#[derive(Clone, Debug)]
pub(crate) struct CreateChannel {
    pub(crate) team: TeamId,
    /// As typed.
    pub(crate) name: String,
    pub(crate) private: bool,
}

impl Messaging {
    /// Makes a channel. Whoever makes a private one is its first member.
    pub(crate) async fn create_channel(&self, actor: &Actor, input: CreateChannel) -> Result<Channel, Error> {
        let permit = self.0.teams.permit::<Write>(actor, input.team).await?;
        let name = rules::channel_name(&input.name)?;
        let (by, platform) = (permit.user(), self.0.platform.clone());
        let id = ChannelId::generate(&platform.clock, &platform.rng);
        self.0
            .platform
            .db
            .write(async move |tx: &Tx| {
                let channel = Channel {
                    id,
                    team: permit.team(),
                    name: name.clone(),
                    private: input.private,
                    last_seq: 0,
                    last_read_seq: 0,
                    created_at: tx.now(),
                };
                store::channels::insert(tx, &channel, by).await.map_err(taken)?;
                let to = if channel.private {
                    store::channels::insert_member(tx, id, by, channel.created_at).await?;
                    Topic::User(by)
                } else {
                    Topic::Team(channel.team)
                };
                tx.emit(events::channel_created(&platform, to, &channel));
                Ok(channel)
            })
            .await
    }
}

/// The one thing that is unique about a new channel besides its id is its name.
fn taken(error: DbError) -> Error {
    if error.is_unique_violation() { Error::NameTaken } else { error.into() }
}
