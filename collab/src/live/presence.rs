//! Where people are: the awareness states of one document.
//!
//! A state belongs to the connection that introduced its client id. `y-websocket` clients echo the states of others back; such
//! echoes, and whatever else somebody says about the client of another connection, are passed over.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use kernel::UserId;
use tokio::time::{Duration, Instant};

use super::{
    Refusal,
    bytes::{Reader, put_buffer, put_uint},
};

/// Clients renew their state every 15 s; one of another node that is silent for so long went with its node.
const STALE: Duration = Duration::from_secs(45);
/// The most client ids of one connection.
const IDS_PER_PEER: usize = 4;
/// The most states of which one message speaks; an echo speaks of everybody.
const ENTRIES: usize = 2_000;
/// The most clients that went and are remembered, so that no echo brings them back.
const REMEMBERED: usize = 4_000;

const GONE: &str = "null";

/// Whose a state is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    /// A connection of this node.
    Peer(u64, UserId),
    /// A connection of another node.
    Elsewhere,
}

struct State {
    clock: u32,
    json: Arc<str>,
    owner: Owner,
    heard: Instant,
}

/// The states of one document.
#[derive(Default)]
pub(crate) struct Presence {
    states: HashMap<u64, State>,
    gone: HashMap<u64, u32>,
    changed: HashSet<u64>,
}

impl Presence {
    /// Takes in what a connection says. Gives what it has to be told: that a client id it comes back with was said to be gone,
    /// upon which it says anew that it is not.
    pub(crate) fn hear(
        &mut self,
        owner: Owner,
        message: &[u8],
        state_bytes: usize,
        now: Instant,
    ) -> Result<Option<Vec<u8>>, Refusal> {
        let entries = read(message, state_bytes)?;
        let mut owned = match owner {
            Owner::Peer(..) => self.states.values().filter(|state| state.owner == owner).count(),
            Owner::Elsewhere => 0,
        };
        let mut resurrect = Vec::new();
        for Entry { client, clock, json } in entries {
            match self.states.get_mut(&client) {
                Some(state) if state.owner == owner || takes_over(state, owner, clock) => {
                    if clock < state.clock || (clock == state.clock && json != GONE) {
                        state.heard = now;
                        continue;
                    }
                    if json == GONE {
                        self.remove(client, clock);
                    } else {
                        *state = State { clock, json: json.into(), owner, heard: now };
                        self.changed.insert(client);
                    }
                }
                // Somebody else's.
                Some(_) => {}
                None if json == GONE => {}
                None if self.gone.get(&client).is_some_and(|last| clock <= *last) => resurrect.push(client),
                None if matches!(owner, Owner::Peer(..)) && owned >= IDS_PER_PEER => {}
                None => {
                    owned += 1;
                    self.states.insert(client, State { clock, json: json.into(), owner, heard: now });
                    self.gone.remove(&client);
                    self.changed.insert(client);
                }
            }
        }
        Ok((!resurrect.is_empty()).then(|| self.write(resurrect.into_iter())))
    }

    /// A connection closed.
    pub(crate) fn leave(&mut self, peer: u64) {
        let theirs: Vec<(u64, u32)> = self
            .states
            .iter()
            .filter(|(_, state)| matches!(state.owner, Owner::Peer(id, _) if id == peer))
            .map(|(client, state)| (*client, state.clock))
            .collect();
        for (client, clock) in theirs {
            self.remove(client, clock);
        }
    }

    fn remove(&mut self, client: u64, clock: u32) {
        self.states.remove(&client);
        if self.gone.len() >= REMEMBERED {
            self.gone.clear();
        }
        self.gone.insert(client, clock);
        self.changed.insert(client);
    }

    /// Drops the states of nodes that went.
    pub(crate) fn expire(&mut self, now: Instant) {
        let stale: Vec<(u64, u32)> = self
            .states
            .iter()
            .filter(|(_, state)| state.owner == Owner::Elsewhere && now.duration_since(state.heard) > STALE)
            .map(|(client, state)| (*client, state.clock))
            .collect();
        for (client, clock) in stale {
            self.remove(client, clock);
        }
    }

    /// Whether there is something to pass on.
    pub(crate) fn has_news(&self) -> bool {
        !self.changed.is_empty()
    }

    /// What has changed since this was asked last.
    pub(crate) fn news(&mut self) -> Option<Vec<u8>> {
        if self.changed.is_empty() {
            return None;
        }
        let changed = std::mem::take(&mut self.changed);
        Some(self.write(changed.into_iter()))
    }

    /// All states, if there are any.
    pub(crate) fn all(&self) -> Option<Vec<u8>> {
        (!self.states.is_empty()).then(|| self.write(self.states.keys().copied()))
    }

    /// Those of this node.
    pub(crate) fn own(&self) -> Option<Vec<u8>> {
        let own = self.states.iter().filter(|(_, state)| state.owner != Owner::Elsewhere).map(|(client, _)| *client);
        let own: Vec<u64> = own.collect();
        (!own.is_empty()).then(|| self.write(own.into_iter()))
    }

    fn write(&self, clients: impl ExactSizeIterator<Item = u64>) -> Vec<u8> {
        let mut out = Vec::new();
        put_uint(&mut out, clients.len() as u64);
        for client in clients {
            let (clock, json) = match self.states.get(&client) {
                Some(state) => (state.clock, &*state.json),
                None => (self.gone.get(&client).copied().unwrap_or(0), GONE),
            };
            put_uint(&mut out, client);
            put_uint(&mut out, u64::from(clock));
            put_buffer(&mut out, json.as_bytes());
        }
        out
    }
}

/// A person comes back while the old connection is not known to be dead: its new state is newer than any echo of the old one.
fn takes_over(state: &State, owner: Owner, clock: u32) -> bool {
    match (state.owner, owner) {
        (Owner::Peer(_, before), Owner::Peer(_, now)) => before == now && clock > state.clock,
        (Owner::Elsewhere, _) | (_, Owner::Elsewhere) => clock > state.clock && state.owner == Owner::Elsewhere,
    }
}

struct Entry<'a> {
    client: u64,
    clock: u32,
    json: &'a str,
}

fn read(message: &[u8], state_bytes: usize) -> Result<Vec<Entry<'_>>, Refusal> {
    let mut reader = Reader::new(message);
    let count = reader.count(3)?;
    if count > ENTRIES {
        return Err(Refusal::TooLarge);
    }
    let mut entries = Vec::with_capacity(count);
    for _ in 0..count {
        let (client, clock, json) = (reader.uint()?, reader.clock()?, reader.text()?);
        if json.len() > state_bytes {
            return Err(Refusal::TooLarge);
        }
        // Peers parse it, and stumble over what is none.
        serde_json::from_str::<serde::de::IgnoredAny>(json).map_err(|_| Refusal::Malformed)?;
        entries.push(Entry { client, clock, json });
    }
    if reader.is_empty() { Ok(entries) } else { Err(Refusal::Malformed) }
}

#[cfg(test)]
mod tests {
    use kernel::{Clock, Rng, SeededEntropy, SystemClock};
    use proptest::prelude::*;

    use super::*;

    fn message(entries: &[(u64, u32, &str)]) -> Vec<u8> {
        let mut out = Vec::new();
        put_uint(&mut out, entries.len() as u64);
        for (client, clock, json) in entries {
            put_uint(&mut out, *client);
            put_uint(&mut out, u64::from(*clock));
            put_buffer(&mut out, json.as_bytes());
        }
        out
    }

    fn people() -> (Owner, Owner) {
        let (clock, rng) = (Clock::new(SystemClock), Rng::new(SeededEntropy::new(3)));
        (Owner::Peer(1, UserId::generate(&clock, &rng)), Owner::Peer(2, UserId::generate(&clock, &rng)))
    }

    fn hear(presence: &mut Presence, owner: Owner, entries: &[(u64, u32, &str)]) -> Option<Vec<u8>> {
        presence.hear(owner, &message(entries), 100, Instant::now()).expect("well formed")
    }

    #[test]
    fn nobody_speaks_for_the_client_of_another() {
        let (ada, bob) = people();
        let mut presence = Presence::default();
        hear(&mut presence, ada, &[(7, 1, "{}")]);
        assert_eq!(presence.news(), Some(message(&[(7, 1, "{}")])));
        hear(&mut presence, bob, &[(7, 2, "{\"forged\":1}")]);
        hear(&mut presence, bob, &[(7, 3, "null")]);
        assert!(!presence.has_news());
        presence.leave(2);
        assert!(!presence.has_news());
        presence.leave(1);
        assert_eq!(presence.news(), Some(message(&[(7, 1, "null")])));
        assert!(presence.all().is_none());
    }

    #[test]
    fn an_echo_does_not_bring_back_who_left_and_who_comes_back_is_told() {
        let (ada, bob) = people();
        let mut presence = Presence::default();
        hear(&mut presence, ada, &[(7, 4, "{}")]);
        presence.leave(1);
        let told = hear(&mut presence, bob, &[(7, 4, "{}")]);
        assert_eq!(told, Some(message(&[(7, 4, "null")])));
        assert!(presence.all().is_none());
        // The client itself raises its clock upon that.
        assert_eq!(hear(&mut presence, ada, &[(7, 5, "{}")]), None);
        assert!(presence.all().is_some());
    }

    #[test]
    fn one_connection_has_few_clients_and_small_states() {
        let (ada, _) = people();
        let mut presence = Presence::default();
        let many: Vec<(u64, u32, &str)> = (0..100).map(|client| (client, 1, "{}")).collect();
        hear(&mut presence, ada, &many);
        assert_eq!(presence.states.len(), IDS_PER_PEER);
        let large = format!("\"{}\"", "x".repeat(100));
        let told = presence.hear(ada, &message(&[(1, 2, &large)]), 100, Instant::now());
        assert_eq!(told, Err(Refusal::TooLarge));
        let told = presence.hear(ada, &message(&[(1, 2, "{no json")]), 100, Instant::now());
        assert_eq!(told, Err(Refusal::Malformed));
    }

    proptest! {
        #[test]
        fn random_bytes_do_not_panic(bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
            let (ada, _) = people();
            let _ = Presence::default().hear(ada, &bytes, 100, Instant::now());
        }
    }
}
