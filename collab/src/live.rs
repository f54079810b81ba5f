//! Documents while somebody looks at them.
//!
//! ```text
//! socket ── Frame ──▶ mailbox ──▶ room (one task a document) ──▶ log (one for all documents)
//!    ▲                             │ bound, apply, pass on          │ one transaction for all that waits
//!    └────────── outbox ◀──────────┴────────── ack ◀────────────────┘
//! ```
//!
//! [`Live::join`] is the only way in. It finds or makes a document's room under one lock, so that no two tasks ever own the same
//! document on this node; a room leaves memory under the same lock, and only if nobody is on the way in.

mod bounds;
mod bytes;
mod inspect;
mod log;
mod peer;
mod presence;
mod replica;
mod room;
mod waiting;
mod wire;

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use accounts::Accounts;
use kernel::{Actor, Code, DocumentId, Identity, Problem, TeamId};
use parking_lot::Mutex;
use platform::{Platform, bus::Heard};
use teams::{Change, Read, Teams};
use tokio::sync::mpsc;

pub use bounds::{Bounds, Refusal};
pub use inspect::{Inspected, inspect};
pub(crate) use peer::Peer;
pub(crate) use room::Command;

use crate::{Error, actions::may_write, events};

/// How many frames wait for a room before their sockets stop reading.
const MAILBOX: usize = 256;

/// Why a connection is closed.
pub(crate) mod code {
    pub(crate) use gate::realtime::code::*;

    use super::Refusal;

    /// The code for what a client sent.
    pub(crate) const fn of(refusal: Refusal) -> u16 {
        match refusal {
            Refusal::Malformed => MALFORMED,
            Refusal::TooLarge => TOO_LARGE,
        }
    }
}

struct Slot {
    mailbox: mpsc::Sender<Command>,
    /// How many are on their way in.
    coming: usize,
}

pub(crate) struct Inner {
    platform: Platform,
    accounts: Accounts,
    teams: Teams,
    bounds: Bounds,
    log: log::Log,
    next_peer: AtomicU64,
    rooms: Mutex<HashMap<DocumentId, Slot>>,
    peers: Mutex<HashMap<u64, Arc<Peer>>>,
}

/// The documents that are open on this node. Cheap to clone.
#[derive(Clone)]
pub struct Live(pub(crate) Arc<Inner>);

impl Live {
    pub(crate) fn start(platform: &Platform, accounts: &Accounts, teams: &Teams, bounds: Bounds) -> Self {
        let live = Self(Arc::new(Inner {
            platform: platform.clone(),
            accounts: accounts.clone(),
            teams: teams.clone(),
            bounds,
            log: log::open(platform),
            next_peer: AtomicU64::new(1),
            rooms: Mutex::default(),
            peers: Mutex::default(),
        }));
        platform.tasks.spawn_service("collab: rights", live.clone().follow_rights());
        platform.tasks.spawn_service("collab: events", live.clone().follow_events());
        live
    }

    /// How many documents are in memory.
    #[must_use]
    pub fn open_documents(&self) -> usize {
        self.0.rooms.lock().len()
    }

    /// How many connections there are.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.0.peers.lock().len()
    }

    /// Folds the log of a document into its snapshot now, and says by how many rows the log is shorter.
    ///
    /// # Errors
    /// When it can't be read or written.
    pub async fn fold(&self, document: DocumentId) -> Result<u64, Error> {
        log::fold(&self.0.platform, document, &self.0.bounds).await
    }

    pub(crate) fn bounds(&self) -> &Bounds {
        &self.0.bounds
    }

    pub(crate) fn platform(&self) -> &Platform {
        &self.0.platform
    }

    /// A connection, known from here on to whatever changes rights; it has none yet.
    pub(crate) fn enter(&self, identity: Identity, document: DocumentId, team: TeamId, acks: bool) -> Arc<Peer> {
        let id = self.0.next_peer.fetch_add(1, Ordering::Relaxed);
        let peer = Arc::new(Peer::new(id, identity, document, team, acks, self.0.bounds.outbox_bytes));
        self.0.peers.lock().insert(id, Arc::clone(&peer));
        metrics::gauge!("collab_connections").increment(1.0);
        peer
    }

    /// The connection is gone.
    pub(crate) fn exit(&self, peer: &Peer) {
        if self.0.peers.lock().remove(&peer.id).is_some() {
            metrics::gauge!("collab_connections").decrement(1.0);
        }
    }

    /// Asks what the connection may do now, and closes it if it may not even read.
    pub(crate) async fn check_rights(&self, peer: &Peer) {
        if !self.0.accounts.is_session_alive(peer.identity.session) {
            return peer.close(code::UNAUTHENTICATED);
        }
        match self.0.teams.permit::<Read>(&Actor::User(peer.identity), peer.team).await {
            Ok(permit) => peer.set_may_write(may_write(permit.role())),
            Err(error) => {
                let problem = Problem::from(error);
                peer.close(match problem.code() {
                    // It was a member until now: that the document exists is no secret to it.
                    Code::NotFound | Code::Forbidden => code::FORBIDDEN,
                    Code::Unauthenticated | Code::SessionEnded | Code::TokenExpired => code::UNAUTHENTICATED,
                    _ => code::INTERNAL,
                });
            }
        }
    }

    /// Seats a connection at its document, which is opened if it is not open.
    pub(crate) async fn join(&self, peer: &Arc<Peer>) -> mpsc::Sender<Command> {
        let mailbox = {
            let mut rooms = self.0.rooms.lock();
            let slot = rooms.entry(peer.document).or_insert_with(|| {
                let (mailbox, inbox) = mpsc::channel(MAILBOX);
                let own = mailbox.downgrade();
                self.0.platform.tasks.spawn("collab document", room::run(self.clone(), peer.document, inbox, own));
                Slot { mailbox, coming: 0 }
            });
            slot.coming += 1;
            slot.mailbox.clone()
        };
        if mailbox.send(Command::Join(Arc::clone(peer))).await.is_err() {
            // The room was ending.
            peer.close(code::TOO_SLOW);
        }
        mailbox
    }

    /// Somebody on the way in has arrived.
    fn joined(&self, document: DocumentId) {
        if let Some(slot) = self.0.rooms.lock().get_mut(&document) {
            slot.coming = slot.coming.saturating_sub(1);
        }
    }

    /// Takes an idle room out of memory, unless somebody is on the way in.
    fn retire(&self, document: DocumentId) -> bool {
        let mut rooms = self.0.rooms.lock();
        let idle = rooms.get(&document).is_some_and(|slot| slot.coming == 0);
        if idle {
            rooms.remove(&document);
        }
        idle
    }

    /// The room has ended; the next who comes makes another.
    fn forget_room(&self, document: DocumentId, own: &mpsc::WeakSender<Command>) {
        let mut rooms = self.0.rooms.lock();
        if let (Some(slot), Some(own)) = (rooms.get(&document), own.upgrade())
            && slot.mailbox.same_channel(&own)
        {
            rooms.remove(&document);
        }
    }

    fn some_peers(&self, which: impl Fn(&Peer) -> bool) -> Vec<Arc<Peer>> {
        self.0.peers.lock().values().filter(|peer| which(peer)).cloned().collect()
    }

    async fn follow_rights(self) {
        let mut changes = self.0.teams.changes();
        while let Some(change) = changes.next().await {
            let touched = self.some_peers(|peer| match change {
                Change::Member { team, user } => peer.team == team && peer.identity.user == user,
                Change::Unknown => true,
            });
            for peer in touched {
                peer.recheck();
            }
        }
    }

    async fn follow_events(self) {
        let mut heard = self.0.platform.bus.events();
        while let Some(heard) = heard.next().await {
            match heard {
                Heard::Event(event) => {
                    if let Some(session) = event.ends_session {
                        for peer in self.some_peers(|peer| peer.identity.session == session) {
                            peer.close(code::UNAUTHENTICATED);
                        }
                    }
                    if let Some(document) = events::deleted_document(&event) {
                        for peer in self.some_peers(|peer| peer.document == document) {
                            peer.close(code::NOT_FOUND);
                        }
                    }
                }
                Heard::Missed => {
                    for peer in self.some_peers(|_| true) {
                        peer.recheck();
                    }
                }
            }
        }
    }
}
