//! Updates that came before what they build on.
//!
//! They are in the log, and the library keeps them, but neither a snapshot nor the answer to a state vector holds them. So whoever
//! joins gets them on top, and folding carries them along, until what they build on has come.

use bytes::Bytes;

use super::{Inspected, replica::Replica};

/// The updates that wait.
#[derive(Default)]
pub(super) struct Waiting(Vec<(Inspected, Bytes)>);

impl Waiting {
    /// One more.
    pub(super) fn push(&mut self, inspected: Inspected, update: Bytes) {
        self.0.push((inspected, update));
    }

    /// Drops those that have come into effect.
    pub(super) fn settle(&mut self, replica: &Replica) {
        self.0.retain(|(inspected, _)| !replica.reaches(inspected));
    }

    /// How many bytes wait.
    pub(super) fn bytes(&self) -> usize {
        self.0.iter().map(|(_, update)| update.len()).sum()
    }

    /// The updates, in the order they came.
    pub(super) fn updates(&self) -> impl ExactSizeIterator<Item = &Bytes> {
        self.0.iter().map(|(_, update)| update)
    }
}
