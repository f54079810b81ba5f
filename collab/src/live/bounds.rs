//! What one client, one update and one document may cost.

use std::time::Duration;

/// The bounds of live documents.
#[derive(Clone, Debug)]
pub struct Bounds {
    /// The largest update, in bytes.
    pub update_bytes: usize,
    /// The most structs of one update.
    pub update_structs: usize,
    /// The most clients whose structs one update carries.
    pub update_clients: usize,
    /// The most deleted ranges of one update.
    pub update_deletes: usize,
    /// How much joining what belongs together in one update may copy, in bytes. Yjs sends joined updates, which cost nothing; many
    /// tiny structs in a row cost their square.
    pub update_joining: u64,
    /// The most nested shared types (elements, texts, maps) that a document may have been given since it was opened. Each may lie in
    /// the one before, and whoever deletes the outermost has the library descend through all of them.
    pub document_types: usize,
    /// The largest awareness state, in bytes.
    pub state_bytes: usize,
    /// How many bytes may wait for one peer before it is closed (1013).
    pub outbox_bytes: usize,
    /// How many bytes of updates may wait for the disk before nothing more is read.
    pub unsaved_bytes: usize,
    /// How many bytes of updates may wait for what they build on.
    pub pending_bytes: usize,
    /// What a client may send in the long run, in bytes a second; beyond it we read no faster.
    pub bytes_per_second: u64,
    /// What a client may send at once.
    pub burst_bytes: u64,
    /// After so many rows the log is folded.
    pub fold_after: u64,
    /// How long a document without peers stays in memory.
    pub idle: Duration,
    /// How often awareness is passed on at most.
    pub presence_every: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            update_bytes: 4 * 1024 * 1024,
            update_structs: 200_000,
            update_clients: 20_000,
            update_deletes: 50_000,
            update_joining: 4 * 1024 * 1024,
            document_types: 100_000,
            state_bytes: 8 * 1024,
            outbox_bytes: 4 * 1024 * 1024,
            unsaved_bytes: 8 * 1024 * 1024,
            pending_bytes: 4 * 1024 * 1024,
            bytes_per_second: 1024 * 1024,
            burst_bytes: 8 * 1024 * 1024,
            fold_after: 500,
            idle: Duration::from_secs(30),
            presence_every: Duration::from_millis(30),
        }
    }
}

impl Bounds {
    /// The same for what is stored, where sizes are no matter.
    pub(super) fn without(bounds: &Self) -> Self {
        Self {
            update_bytes: usize::MAX,
            update_structs: usize::MAX,
            update_clients: usize::MAX,
            update_deletes: usize::MAX,
            update_joining: u64::MAX,
            ..bounds.clone()
        }
    }

    /// The largest frame that a client may send: an update and its head.
    #[must_use]
    pub const fn frame_bytes(&self) -> usize {
        self.update_bytes + 16
    }
}

/// Why something that a client sent is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is not what the protocol says.
    #[error("malformed")]
    Malformed,
    /// It is beyond a bound.
    #[error("too large")]
    TooLarge,
}
