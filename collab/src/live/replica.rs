//! The state of one document, behind a wall: whatever goes wrong inside of the library stays there.

use std::{
    mem::ManuallyDrop,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::atomic::{AtomicUsize, Ordering},
};

use yrs::{
    ClientID, Doc, OffsetKind, Options, ReadTxn, StateVector, Transact, Update,
    updates::{decoder::Decode, encoder::Encode},
};

use super::{Inspected, Refusal, inspect::inspect_state_vector};

/// What an update did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Applied {
    /// Nothing: it was all known.
    Known,
    /// It changed the document.
    Changed,
    /// Nothing: what it builds on has to come first.
    Waiting,
}

/// Why an update was not applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The library says that it can't be read; nothing was done.
    Refused(Refusal),
    /// The library failed half-way: this replica must not be used any more.
    Broken,
}

/// The library descends once for each type that lies in another. Beyond so many types a document is worked on with a stack that is
/// large enough for all of them in a row ([`super::Bounds::document_types`]): a thread's own would overflow, which ends the process.
const FLAT_TYPES: usize = 500;
/// That stack, in bytes: address space, of which only what is used becomes memory.
const DEEP_STACK: usize = 512 * 1024 * 1024;

/// A document in memory.
pub(crate) struct Replica {
    doc: Doc,
    /// How many nested types it was given.
    types: AtomicUsize,
    /// How many it may be given; none while it is read from disk, where only what was allowed once lies.
    most_types: usize,
}

impl Replica {
    pub(crate) fn new() -> Self {
        let doc = Doc::with_options(Options {
            // As Yjs counts.
            offset_kind: OffsetKind::Utf16,
            // It would delete by itself what no client deleted.
            cleanup_formatting: false,
            ..Options::default()
        });
        Self { doc, types: AtomicUsize::new(0), most_types: usize::MAX }
    }

    /// From here on it may be given so many types in all.
    pub(crate) fn bounded(self, most_types: usize) -> Self {
        Self { most_types, ..self }
    }

    /// Applies one update in a transaction of its own (many small ones in one cost their square). It was inspected before.
    pub(crate) fn apply(&self, update: &[u8], inspected: &Inspected) -> Result<Applied, Failure> {
        // The library would keep it, but does not always find its way back to it.
        if !self.is_ready_for(inspected) {
            return Ok(Applied::Waiting);
        }
        let types = self.types.load(Ordering::Relaxed).saturating_add(inspected.types);
        if inspected.types > 0 && types > self.most_types {
            return Err(Failure::Refused(Refusal::TooLarge));
        }
        let decoded = catch_unwind(|| Update::decode_v1(update)).map_err(|_| Failure::Broken)?;
        let decoded = decoded.map_err(|_| Failure::Refused(Refusal::Malformed))?;
        // Counted before it is known whether they are new: what is sent again and again counts, but never too little does.
        self.types.store(types, Ordering::Relaxed);
        let integrate = || catch_unwind(AssertUnwindSafe(|| self.integrate(decoded, inspected)));
        let ended = if types > FLAT_TYPES { stacker::grow(DEEP_STACK, integrate) } else { integrate() };
        ended.unwrap_or(Err(Failure::Broken))
    }

    fn integrate(&self, update: Update, inspected: &Inspected) -> Result<Applied, Failure> {
        // A transaction commits when it is dropped, also while a panic unwinds, and a panic in there would end the process.
        let mut txn = ManuallyDrop::new(self.doc.transact_mut());
        let applied = match txn.apply_update(update) {
            // It builds on itself in a circle.
            Ok(()) if !reaches(&txn.state_vector(), inspected) => Err(Failure::Refused(Refusal::Malformed)),
            Ok(()) if txn.insert_set().is_empty() && txn.delete_set().is_empty() => Ok(Applied::Known),
            Ok(()) => Ok(Applied::Changed),
            // It may have been integrated in part.
            Err(_) => Err(Failure::Broken),
        };
        drop(ManuallyDrop::into_inner(txn));
        applied
    }

    /// Whether all that an update builds on is there.
    fn is_ready_for(&self, update: &Inspected) -> bool {
        let txn = self.doc.transact();
        let vector = txn.state_vector();
        update.needs.iter().all(|(client, need)| vector.get(&ClientID::new(*client)) >= *need)
    }

    /// Whether all that an update says is known already.
    pub(crate) fn knows(&self, update: &Inspected) -> bool {
        let txn = self.doc.transact();
        let vector = txn.state_vector();
        if !reaches(&vector, update) {
            return false;
        }
        if update.deletes.is_empty() {
            return true;
        }
        let deleted = txn.snapshot().delete_set;
        update.deletes.iter().all(|(client, clock, len)| {
            let Some(ranges) = deleted.get(&ClientID::new(*client)) else { return false };
            ranges.ranges().any(|range| range.start <= *clock && clock + len <= range.end)
        })
    }

    /// What it knows, as a state vector.
    pub(crate) fn state_vector(&self) -> Vec<u8> {
        self.doc.transact().state_vector().encode_v1()
    }

    /// What somebody who knows `vector` lacks, as an update.
    pub(crate) fn diff(&self, vector: &[u8]) -> Result<Vec<u8>, Refusal> {
        inspect_state_vector(vector)?;
        let vector = StateVector::decode_v1(vector).map_err(|_| Refusal::Malformed)?;
        Ok(self.doc.transact().encode_diff_v1(&vector))
    }

    /// All of it, as an update.
    pub(crate) fn state(&self) -> Vec<u8> {
        self.doc.transact().encode_diff_v1(&StateVector::default())
    }
}

/// Whether all structs that an update carries, and all that it deletes, are there.
fn reaches(vector: &StateVector, update: &Inspected) -> bool {
    let there = |client: u64, end: u32| vector.get(&ClientID::new(client)) >= end;
    update.ends.iter().all(|(client, end)| there(*client, *end))
        && update.deletes.iter().all(|(client, clock, len)| there(*client, clock + len))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use yrs::{GetString, Text};

    use super::*;
    use crate::live::{Bounds, inspect, waiting::Waiting};

    /// The updates of two people who write one text, and what it says in the end.
    fn written(edits: &[(bool, u32, bool)]) -> (Vec<Vec<u8>>, String) {
        let docs = [1, 2].map(|client| {
            Doc::with_options(Options {
                client_id: ClientID::new(client),
                offset_kind: OffsetKind::Utf16,
                ..Options::default()
            })
        });
        let mut updates = Vec::new();
        for (second, at, remove) in edits {
            let [one, other] = if *second { [&docs[1], &docs[0]] } else { [&docs[0], &docs[1]] };
            let text = one.get_or_insert_text("text");
            let update = {
                let mut txn = one.transact_mut();
                let count = text.len(&txn);
                if *remove && count > 0 {
                    text.remove_range(&mut txn, at % count, 1);
                } else {
                    text.insert(&mut txn, at % (count + 1), "x🌍y");
                }
                txn.encode_update_v1()
            };
            let decoded = Update::decode_v1(&update).expect("an update");
            other.transact_mut().apply_update(decoded).expect("applied");
            updates.push(update);
        }
        let text = docs[0].get_or_insert_text("text");
        let said = text.get_string(&docs[0].transact());
        (updates, said)
    }

    fn said(replica: &Replica) -> String {
        let text = replica.doc.get_or_insert_text("text");
        text.get_string(&replica.doc.transact())
    }

    fn apply(replica: &Replica, update: &[u8]) -> Applied {
        let inspected = inspect(update, &Bounds::default()).expect("within bounds");
        replica.apply(update, &inspected).expect("applied")
    }

    proptest! {
        /// In any order, folded at any moments, with what waits carried along: the same text.
        #[test]
        fn order_and_folding_do_not_matter(
            edits in proptest::collection::vec((any::<bool>(), 0..50_u32, any::<bool>()), 1..30),
            order in any::<u64>(),
            folds in proptest::collection::vec(any::<bool>(), 30),
        ) {
            let (mut updates, expected) = written(&edits);
            let mut state = order;
            for index in (1..updates.len()).rev() {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                updates.swap(index, (state >> 33) as usize % (index + 1));
            }
            let mut replica = Replica::new();
            let mut waiting = Waiting::default();
            for (update, fold) in updates.iter().zip(folds) {
                let inspected = inspect(update, &Bounds::default()).expect("within bounds");
                if replica.apply(update, &inspected) == Ok(Applied::Waiting) {
                    waiting.push(inspected, update.clone().into());
                }
                prop_assert!(waiting.settle(&replica).is_ok());
                if fold {
                    let folded = Replica::new();
                    apply(&folded, &replica.state());
                    replica = folded;
                }
            }
            prop_assert_eq!(waiting.updates().len(), 0);
            prop_assert_eq!(said(&replica), expected);
        }
    }

    /// A map in a map in a map …, then the outermost is deleted.
    fn nested(depth: usize) -> [Vec<u8>; 2] {
        let mut made = vec![1]; // One client,
        varuint(&mut made, depth);
        made.extend([9, 0]); // the client 9, from clock 0 on:
        for level in 0..depth {
            made.push(7 | 0x20); // a type under a key,
            if level == 0 {
                made.extend([1, 1, b'm']); // in the root "m",
            } else {
                made.extend([0, 9]); // in the one before,
                varuint(&mut made, level - 1);
            }
            made.extend([1, b'k', 1]); // the key "k", a map.
        }
        made.push(0); // Nothing is deleted.
        (made, vec![0, 1, 9, 1, 0, 1]).into()
    }

    fn varuint(bytes: &mut Vec<u8>, mut value: usize) {
        while value > 0x7f {
            bytes.push((value & 0x7f) as u8 | 0x80);
            value >>= 7;
        }
        bytes.push(value as u8);
    }

    #[test]
    fn the_deepest_document_that_is_allowed_can_be_deleted() {
        let bounds = Bounds::default();
        let replica = Replica::new().bounded(bounds.document_types);
        let [made, deleted] = nested(bounds.document_types);
        assert_eq!(apply(&replica, &made), Applied::Changed);
        assert_eq!(apply(&replica, &deleted), Applied::Changed);
        assert!(replica.state().len() < 1000);
        let one_more = nested(1)[0].clone();
        let inspected = inspect(&one_more, &bounds).expect("within bounds");
        assert_eq!(replica.apply(&one_more, &inspected), Err(Failure::Refused(Refusal::TooLarge)));
    }

    #[test]
    fn what_is_known_is_known() {
        let (updates, _) = written(&[(false, 0, false), (true, 1, false), (false, 2, true)]);
        let replica = Replica::new();
        for update in &updates {
            let inspected = inspect(update, &Bounds::default()).expect("within bounds");
            assert!(!replica.knows(&inspected));
            assert_eq!(apply(&replica, update), Applied::Changed);
            assert!(replica.knows(&inspected));
            assert_eq!(apply(&replica, update), Applied::Known);
        }
        let everything = inspect(&replica.state(), &Bounds::default()).expect("within bounds");
        assert!(replica.knows(&everything));
        assert!(!Replica::new().knows(&everything));
    }

    #[test]
    fn a_lying_state_vector_is_refused() {
        for vector in [&[][..], &[1], &[0xff, 0xff, 0xff, 0x7f], &[0, 0]] {
            assert_eq!(Replica::new().diff(vector), Err(Refusal::Malformed));
        }
    }
}
