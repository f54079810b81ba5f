//! Who may read which channel, remembered.
//!
//! Facts of a channel (its team, whether it is private) never change and are kept without further ado. Membership of a private
//! channel can change. As in teams' memory, an answer is good only under the number that its person's stripe had when the
//! database was *asked*: forgetting somebody raises it, so that a slow reader can't bring back what was revoked meanwhile.

use std::sync::atomic::{AtomicU64, Ordering};

use kernel::{ChannelId, UserId};
use quick_cache::sync::Cache;

use crate::model::Facts;

/// How many channels' facts are kept.
const CHANNELS: usize = 20_000;
/// How many memberships of private channels are kept.
const MEMBERSHIPS: usize = 50_000;
/// People whose ids end alike are forgotten together.
const STRIPES: usize = 1024;

/// The memory of one node. See the module.
pub(crate) struct Access {
    channels: Cache<ChannelId, Facts>,
    memberships: Cache<(ChannelId, UserId), (Asked, bool)>,
    stripes: Box<[AtomicU64]>,
}

/// The moment at which the database was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Asked(u64);

impl Access {
    pub(crate) fn new() -> Self {
        Self {
            channels: Cache::new(CHANNELS),
            memberships: Cache::new(MEMBERSHIPS),
            stripes: (0..STRIPES).map(|_| AtomicU64::new(0)).collect(),
        }
    }

    fn stripe(&self, user: UserId) -> &AtomicU64 {
        // The last bytes of a UUIDv7 are random.
        let [.., a, b] = user.uuid().into_bytes();
        &self.stripes[usize::from(u16::from_be_bytes([a, b])) % STRIPES]
    }

    pub(crate) fn facts(&self, channel: ChannelId) -> Option<Facts> {
        self.channels.get(&channel)
    }

    pub(crate) fn keep_facts(&self, facts: Facts) {
        self.channels.insert(facts.id, facts);
    }

    /// To be taken before the database is asked.
    pub(crate) fn ask(&self, user: UserId) -> Asked {
        Asked(self.stripe(user).load(Ordering::SeqCst))
    }

    /// What is known and still true.
    pub(crate) fn is_member(&self, channel: ChannelId, user: UserId) -> Option<bool> {
        let (asked, member) = self.memberships.get(&(channel, user))?;
        (asked == self.ask(user)).then_some(member)
    }

    pub(crate) fn keep_membership(&self, channel: ChannelId, user: UserId, asked: Asked, member: bool) {
        self.memberships.insert((channel, user), (asked, member));
    }

    /// What a person belongs to has changed.
    pub(crate) fn forget(&self, user: UserId) {
        self.stripe(user).fetch_add(1, Ordering::SeqCst);
    }

    /// Any of it may have changed.
    pub(crate) fn clear(&self) {
        for stripe in &self.stripes {
            stripe.fetch_add(1, Ordering::SeqCst);
        }
        self.memberships.clear();
        self.channels.clear();
    }
}

#[cfg(test)]
mod tests {
    use kernel::{Clock, Rng, SeededEntropy, SystemClock};

    use super::*;

    #[test]
    fn an_answer_that_was_overtaken_does_not_count() {
        let (clock, rng) = (Clock::new(SystemClock), Rng::new(SeededEntropy::new(1)));
        let (channel, user) = (ChannelId::generate(&clock, &rng), UserId::generate(&clock, &rng));
        let access = Access::new();
        let asked = access.ask(user);
        access.forget(user);
        access.keep_membership(channel, user, asked, true);
        assert_eq!(access.is_member(channel, user), None);
        access.keep_membership(channel, user, access.ask(user), true);
        assert_eq!(access.is_member(channel, user), Some(true));
        access.forget(user);
        assert_eq!(access.is_member(channel, user), None);
        access.keep_membership(channel, user, access.ask(user), false);
        access.clear();
        assert_eq!(access.is_member(channel, user), None);
    }
}
