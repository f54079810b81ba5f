//! One open connection, as its document sees it.

use std::sync::atomic::{AtomicBool, AtomicU16, Ordering};

use bytes::Bytes;
use kernel::{DocumentId, Identity, TeamId};
use parking_lot::Mutex;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::code;

#[derive(Default)]
struct Outbox {
    frames: Vec<Bytes>,
    bytes: usize,
}

/// A connection.
pub(crate) struct Peer {
    pub(crate) id: u64,
    pub(crate) identity: Identity,
    pub(crate) document: DocumentId,
    pub(crate) team: TeamId,
    /// Whether it wants to know what is on disk.
    pub(crate) acks: bool,
    /// Woken when there is something to write or to check.
    pub(crate) wake: Notify,
    /// Cancelled when it must end, with [`Peer::close_code`].
    pub(crate) closed: CancellationToken,
    outbox_bytes: usize,
    code: AtomicU16,
    may_write: AtomicBool,
    recheck: AtomicBool,
    outbox: Mutex<Outbox>,
}

impl Peer {
    pub(super) fn new(
        id: u64,
        identity: Identity,
        document: DocumentId,
        team: TeamId,
        acks: bool,
        outbox_bytes: usize,
    ) -> Self {
        Self {
            id,
            identity,
            document,
            team,
            acks,
            wake: Notify::new(),
            closed: CancellationToken::new(),
            outbox_bytes,
            code: AtomicU16::new(0),
            may_write: AtomicBool::new(false),
            recheck: AtomicBool::new(false),
            outbox: Mutex::default(),
        }
    }

    /// Gives it something to write. One that does not keep up is closed: it comes back and catches up, while one that skipped an
    /// update would be wrong without knowing.
    pub(super) fn send(&self, frame: Bytes) {
        {
            let mut outbox = self.outbox.lock();
            // What it asked for itself (the whole document) may be large; what comes on top may not pile up.
            let waiting = outbox.bytes;
            outbox.bytes += frame.len();
            if waiting <= self.outbox_bytes {
                outbox.frames.push(frame);
                drop(outbox);
                self.wake.notify_one();
                return;
            }
            *outbox = Outbox::default();
        }
        self.close(code::TOO_SLOW);
    }

    /// All that waits. The memory goes along, so that an idle connection holds none.
    pub(crate) fn take(&self) -> Vec<Bytes> {
        std::mem::take(&mut *self.outbox.lock()).frames
    }

    /// Ends it; the first reason stands.
    pub(crate) fn close(&self, code: u16) {
        let _ = self.code.compare_exchange(0, code, Ordering::SeqCst, Ordering::SeqCst);
        self.may_write.store(false, Ordering::SeqCst);
        self.closed.cancel();
    }

    /// Why it ends.
    pub(crate) fn close_code(&self) -> u16 {
        self.code.load(Ordering::SeqCst)
    }

    /// Its rights may have changed: ask again.
    pub(super) fn recheck(&self) {
        self.recheck.store(true, Ordering::SeqCst);
        self.wake.notify_one();
    }

    /// Whether its rights have to be asked for again. Asking clears it.
    pub(crate) fn wants_recheck(&self) -> bool {
        self.recheck.swap(false, Ordering::SeqCst)
    }

    pub(crate) fn may_write(&self) -> bool {
        self.may_write.load(Ordering::SeqCst)
    }

    pub(super) fn set_may_write(&self, may: bool) {
        self.may_write.store(may, Ordering::SeqCst);
    }
}
