//! What each person belongs to, from memory.
//!
//! An entry holds all teams of one person. It is good only as long as the number of its stripe is the one under which its
//! reading *began*: forgetting somebody raises that number, so that neither an entry nor a reading that is still under way
//! can bring back what was revoked meanwhile. (Removing the entry alone would lose against a slow reader that puts its
//! old answer in afterwards.)

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use kernel::{TeamId, UserId};
use quick_cache::sync::Cache;

use crate::Role;

/// How many people are remembered. An entry takes about 100 bytes and 24 for each team.
const PEOPLE: usize = 20_000;
/// People whose ids end alike share a stripe and are forgotten together; a power of two.
const STRIPES: usize = 1024;

/// All teams of one person, ordered by team.
pub(crate) type Roles = Arc<[(TeamId, Role)]>;

/// The moment at which a reading began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Begun(u64);

#[derive(Clone)]
struct Entry {
    begun: Begun,
    roles: Roles,
}

/// The memory of one node.
pub(crate) struct Memberships {
    entries: Cache<UserId, Entry>,
    stripes: Box<[AtomicU64]>,
}

impl Memberships {
    pub(crate) fn new() -> Self {
        Self { entries: Cache::new(PEOPLE), stripes: (0..STRIPES).map(|_| AtomicU64::new(0)).collect() }
    }

    fn stripe(&self, user: UserId) -> &AtomicU64 {
        // The last bytes of a UUIDv7 are random.
        let bytes = user.uuid().into_bytes();
        let index = usize::from(u16::from_be_bytes([bytes[14], bytes[15]])) % STRIPES;
        &self.stripes[index]
    }

    /// To be called before the database is read.
    pub(crate) fn begin(&self, user: UserId) -> Begun {
        Begun(self.stripe(user).load(Ordering::SeqCst))
    }

    /// What is known and still true.
    pub(crate) fn get(&self, user: UserId) -> Option<Roles> {
        let entry = self.entries.get(&user)?;
        (entry.begun == self.begin(user)).then_some(entry.roles)
    }

    /// Remembers what was read since `begun`.
    pub(crate) fn put(&self, user: UserId, begun: Begun, roles: Roles) {
        self.entries.insert(user, Entry { begun, roles });
    }

    /// Forgets one person.
    pub(crate) fn forget(&self, user: UserId) {
        self.stripe(user).fetch_add(1, Ordering::SeqCst);
    }

    /// Forgets everybody.
    pub(crate) fn forget_all(&self) {
        for stripe in &self.stripes {
            stripe.fetch_add(1, Ordering::SeqCst);
        }
        self.entries.clear();
    }
}

/// The role of one of the teams.
pub(crate) fn role_in(roles: &[(TeamId, Role)], team: TeamId) -> Option<Role> {
    let index = roles.binary_search_by_key(&team, |(team, _)| *team).ok()?;
    Some(roles[index].1)
}

#[cfg(test)]
mod tests {
    use kernel::{Clock, ManualClock, Rng, SeededEntropy, Timestamp};

    use super::*;

    fn somebody() -> (UserId, Roles) {
        let clock = Clock::new(ManualClock::at(Timestamp::from_millis(0)));
        let rng = Rng::new(SeededEntropy::new(1));
        let mut roles: Vec<_> = (0..5).map(|_| (TeamId::generate(&clock, &rng), Role::Member)).collect();
        roles.sort_unstable();
        (UserId::generate(&clock, &rng), roles.into())
    }

    #[test]
    fn what_was_read_is_remembered_until_forgotten() {
        let memory = Memberships::new();
        let (user, roles) = somebody();
        assert!(memory.get(user).is_none());
        memory.put(user, memory.begin(user), Arc::clone(&roles));
        assert_eq!(memory.get(user), Some(Arc::clone(&roles)));
        memory.forget(user);
        assert!(memory.get(user).is_none());
        memory.put(user, memory.begin(user), roles);
        memory.forget_all();
        assert!(memory.get(user).is_none());
    }

    #[test]
    fn a_slow_reader_does_not_bring_back_what_was_revoked() {
        let memory = Memberships::new();
        let (user, roles) = somebody();
        let begun = memory.begin(user);
        memory.forget(user);
        memory.put(user, begun, roles);
        assert!(memory.get(user).is_none());
    }

    #[test]
    fn roles_are_found_by_team() {
        let (_, roles) = somebody();
        for (team, role) in roles.iter() {
            assert_eq!(role_in(&roles, *team), Some(*role));
        }
        assert_eq!(role_in(&roles, TeamId::from_uuid(Default::default())), None);
    }
}
