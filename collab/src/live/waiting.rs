//! Updates that came before what they build on: a client that types before it has answered what the server knows sends such.
//!
//! They are in the log and passed on, but not in the replica, and so in no snapshot and no answer to a state vector. Whoever joins
//! gets them on top, folding carries them along, and when something changes those that have become ready are applied.

use bytes::Bytes;

use super::{
    Inspected,
    replica::{Applied, Failure, Replica},
};

/// The most that wait; each is looked at with every change.
const MOST: usize = 1_000;

/// The updates that wait.
#[derive(Default)]
pub(super) struct Waiting {
    updates: Vec<(Inspected, Bytes)>,
    bytes: usize,
}

impl Waiting {
    /// Whether there is room for one more.
    pub(super) fn has_room(&self, update: usize, most_bytes: usize) -> bool {
        self.updates.len() < MOST && self.bytes + update <= most_bytes
    }

    /// One more.
    pub(super) fn push(&mut self, inspected: Inspected, update: Bytes) {
        self.bytes += update.len();
        self.updates.push((inspected, update));
    }

    /// Applies what has become ready, and what becomes ready by that.
    pub(super) fn settle(&mut self, replica: &Replica) -> Result<(), Failure> {
        let mut progress = !self.updates.is_empty();
        while progress {
            progress = false;
            let mut still = Vec::with_capacity(self.updates.len());
            for (inspected, update) in std::mem::take(&mut self.updates) {
                match replica.apply(&update, &inspected) {
                    Ok(Applied::Waiting) => still.push((inspected, update)),
                    Ok(_) | Err(Failure::Refused(_)) => {
                        self.bytes -= update.len();
                        progress = true;
                    }
                    Err(Failure::Broken) => return Err(Failure::Broken),
                }
            }
            self.updates = still;
        }
        Ok(())
    }

    /// The updates, in the order they came.
    pub(super) fn updates(&self) -> impl ExactSizeIterator<Item = &Bytes> {
        self.updates.iter().map(|(_, update)| update)
    }
}
