//! One open socket, as the hub sees it.

use std::sync::atomic::{AtomicU16, Ordering};

use axum::extract::ws::Utf8Bytes;
use kernel::{Identity, Topic};
use parking_lot::Mutex;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::close::code;

/// The most events that wait for one client.
const QUEUE_EVENTS: usize = 1_024;
/// The most bytes that wait for one client. Events are shared, but each keeps its bytes alive.
const QUEUE_BYTES: usize = 1024 * 1024;

/// What a socket has to do, in this order.
#[derive(Debug)]
pub(super) enum Item {
    /// Pass an event on.
    Event(Topic, Utf8Bytes),
    /// Ask anew what the person may hear.
    Regroup,
    /// Something was missed: ask everything anew and tell the client to.
    Resync,
}

#[derive(Default)]
struct Inbox {
    items: Vec<Item>,
    bytes: usize,
}

pub(super) struct Peer {
    pub(super) id: u64,
    pub(super) identity: Identity,
    /// The topics that the hub has for it; the hub changes them under its own lock.
    pub(super) topics: Mutex<Vec<Topic>>,
    pub(super) wake: Notify,
    pub(super) closed: CancellationToken,
    code: AtomicU16,
    inbox: Mutex<Inbox>,
}

impl Peer {
    pub(super) fn new(id: u64, identity: Identity) -> Self {
        Self {
            id,
            identity,
            topics: Mutex::default(),
            wake: Notify::new(),
            closed: CancellationToken::new(),
            code: AtomicU16::new(0),
            inbox: Mutex::default(),
        }
    }

    /// Gives the socket something to do. One that does not keep up is closed: it comes back and catches up, while a
    /// socket that skips events would be wrong without knowing.
    pub(super) fn push(&self, item: Item) {
        {
            let mut inbox = self.inbox.lock();
            inbox.bytes += match &item {
                Item::Event(_, text) => text.len(),
                Item::Regroup | Item::Resync => 0,
            };
            if inbox.items.len() < QUEUE_EVENTS && inbox.bytes <= QUEUE_BYTES {
                inbox.items.push(item);
                drop(inbox);
                self.wake.notify_one();
                return;
            }
            *inbox = Inbox::default();
        }
        self.close(code::TOO_SLOW);
    }

    /// Takes all that waits. The memory goes along, so that an idle socket holds none.
    pub(super) fn take(&self) -> Vec<Item> {
        std::mem::take(&mut *self.inbox.lock()).items
    }

    /// Forgets waiting events that the person may not hear any more.
    pub(super) fn keep_only(&self, topics: &[Topic]) {
        self.inbox.lock().items.retain(|item| is_heard(item, topics));
    }

    /// Ends the socket; the first reason stays.
    pub(super) fn close(&self, code: u16) {
        let _ = self.code.compare_exchange(0, code, Ordering::AcqRel, Ordering::Acquire);
        self.closed.cancel();
    }

    /// Why it was closed.
    pub(super) fn close_code(&self) -> u16 {
        match self.code.load(Ordering::Acquire) {
            0 => code::INTERNAL,
            code => code,
        }
    }
}

pub(super) fn is_heard(item: &Item, topics: &[Topic]) -> bool {
    match item {
        Item::Event(topic, _) => topics.contains(topic),
        Item::Regroup | Item::Resync => true,
    }
}
