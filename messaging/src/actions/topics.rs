//! What a person may hear of this room.

use kernel::{Topic, UserId};

use crate::{Error, Messaging, store};

impl Messaging {
    /// The channels that a person may read: all public ones of their teams and the private ones that they are a member of. From
    /// the database and not from memory, since sockets ask when something has just changed.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn topics_of(&self, user: UserId) -> Result<Vec<Topic>, Error> {
        let teams: Vec<_> = self.0.teams.teams_of(user).await?.into_iter().map(|(team, _)| team).collect();
        let channels = store::channels::readable(self.0.platform.db.read(), user, &teams).await?;
        Ok(channels.into_iter().map(Topic::Channel).collect())
    }
}
