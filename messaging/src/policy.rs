//! Who may read and write a channel: the only way to a [`ChannelPermit`].

use kernel::{Actor, ChannelId, TeamId, UserId};
use teams::{Permit, Read, Verb};

use crate::{Error, Messaging, model::Facts, store};

/// The proof that somebody may do `V` in a channel: a permit of its team, and membership if it is private. Store functions ask for
/// one.
#[derive(Debug)]
pub struct ChannelPermit<V> {
    team: Permit<V>,
    channel: ChannelId,
}

impl<V> Clone for ChannelPermit<V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<V> Copy for ChannelPermit<V> {}

impl<V: Verb> ChannelPermit<V> {
    /// The channel.
    #[must_use]
    pub const fn channel(&self) -> ChannelId {
        self.channel
    }

    /// Its team.
    #[must_use]
    pub const fn team(&self) -> TeamId {
        self.team.team()
    }

    /// Who may.
    #[must_use]
    pub const fn user(&self) -> UserId {
        self.team.user()
    }
}

impl Messaging {
    /// Whether `actor` may do `V` in a channel. From memory, unless channel or person were not seen lately.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a channel that is not there, of a team that one does not belong to, or private without being a
    /// member (owners of the team included); then as [`teams::Teams::permit`].
    pub async fn permit<V: Verb>(&self, actor: &Actor, channel: ChannelId) -> Result<ChannelPermit<V>, Error> {
        actor.identity()?;
        let facts = self.facts(channel).await?.ok_or(Error::NotFound)?;
        // Who may not see it must not learn from a 403 that it is there.
        let reader = self.0.teams.permit::<Read>(actor, facts.team).await?;
        if facts.private && !self.is_member(channel, reader.user()).await? {
            return Err(Error::NotFound);
        }
        Ok(ChannelPermit { team: self.0.teams.permit::<V>(actor, facts.team).await?, channel })
    }

    async fn facts(&self, channel: ChannelId) -> Result<Option<Facts>, Error> {
        if let Some(facts) = self.0.caches.access.facts(channel) {
            return Ok(Some(facts));
        }
        let found = store::channels::facts(self.0.platform.db.read(), channel).await?;
        if let Some(facts) = found {
            self.0.caches.access.keep_facts(facts);
        }
        Ok(found)
    }

    async fn is_member(&self, channel: ChannelId, user: UserId) -> Result<bool, Error> {
        let access = &self.0.caches.access;
        if let Some(member) = access.is_member(channel, user) {
            return Ok(member);
        }
        let asked = access.ask(user);
        let member = store::channels::is_member(self.0.platform.db.read(), channel, user).await?;
        access.keep_membership(channel, user, asked, member);
        Ok(member)
    }
}
