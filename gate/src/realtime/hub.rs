//! Who hears what.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use axum::extract::ws::{Utf8Bytes, WebSocket};
use futures::{Stream, StreamExt as _};
use kernel::{Event, Identity, SessionId, Topic};
use parking_lot::{Mutex, RwLock};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{
    close::code,
    peer::{Item, Peer},
    socket,
};
use crate::{Audience, Authenticator, EdgeParts};

/// What the bus tells.
#[derive(Clone, Debug)]
pub enum Heard {
    /// Something happened.
    Event(Arc<Event>),
    /// Something may have happened that was not heard.
    Missed,
}

/// All open event sockets of this node. Cheap to clone.
#[derive(Clone)]
pub struct Hub(Arc<Inner>);

struct Inner {
    authenticator: Arc<dyn Authenticator>,
    audience: Arc<dyn Audience>,
    stopping: CancellationToken,
    tracker: TaskTracker,
    next: AtomicU64,
    topics: RwLock<HashMap<Topic, Vec<Arc<Peer>>>>,
    peers: Mutex<HashMap<u64, Arc<Peer>>>,
}

impl Hub {
    pub(crate) fn new(parts: &EdgeParts) -> Self {
        Self(Arc::new(Inner {
            authenticator: Arc::clone(&parts.authenticator),
            audience: Arc::clone(&parts.audience),
            stopping: parts.stopping.clone(),
            tracker: parts.tracker.clone(),
            next: AtomicU64::new(0),
            topics: RwLock::default(),
            peers: Mutex::default(),
        }))
    }

    /// Passes events on until the stream ends. Run it once per node.
    pub async fn run(&self, events: impl Stream<Item = Heard>) {
        let mut events = std::pin::pin!(events);
        while let Some(heard) = events.next().await {
            match heard {
                Heard::Event(event) => self.publish(&event),
                Heard::Missed => self.missed(),
            }
        }
    }

    /// How many sockets are open.
    #[must_use]
    pub fn open_sockets(&self) -> usize {
        self.0.peers.lock().len()
    }

    /// Passes one event on.
    pub fn publish(&self, event: &Event) {
        if let Some(session) = event.ends_session {
            self.end_session(session);
        }
        let topics = self.0.topics.read();
        let Some(peers) = topics.get(&event.topic) else { return };
        // The bytes are copied once and shared by all.
        let text = Utf8Bytes::from(event.payload.as_str());
        for peer in peers {
            // First what they may hear, then the event: who reads "you joined" and fetches must miss nothing after.
            if event.regroups {
                peer.push(Item::Regroup);
            }
            if event.topic != Topic::Internal {
                peer.push(Item::Event(event.topic, text.clone()));
            }
        }
    }

    fn end_session(&self, session: SessionId) {
        for peer in self.0.peers.lock().values() {
            if peer.identity.session == session {
                peer.close(code::UNAUTHENTICATED);
            }
        }
    }

    fn missed(&self) {
        tracing::warn!(sockets = self.open_sockets(), "events were missed, all sockets resync");
        for peer in self.0.peers.lock().values() {
            peer.push(Item::Resync);
        }
    }

    /// Keeps a socket until it ends.
    pub(super) fn attach(&self, socket: WebSocket, identity: Identity) -> impl Future<Output = ()> + use<> {
        let hub = self.clone();
        self.0.tracker.track_future(async move { socket::run(hub, socket, identity).await })
    }

    /// Takes a socket in. It hears its person's own topic from now on, so that nothing that changes what it may hear
    /// gets lost while that is worked out.
    pub(super) fn enter(&self, identity: Identity) -> Membership {
        let peer = Arc::new(Peer::new(self.0.next.fetch_add(1, Ordering::Relaxed), identity));
        self.0.peers.lock().insert(peer.id, Arc::clone(&peer));
        metrics::gauge!("realtime_sockets").increment(1.0);
        let membership = Membership { hub: self.clone(), peer };
        membership.hear(&[Topic::User(identity.user)]);
        membership
    }

    pub(super) fn authenticator(&self) -> &dyn Authenticator {
        &*self.0.authenticator
    }

    pub(super) fn audience(&self) -> &dyn Audience {
        &*self.0.audience
    }

    pub(super) fn stopping(&self) -> &CancellationToken {
        &self.0.stopping
    }
}

/// A socket's place in the hub; dropping it gives the place up.
pub(super) struct Membership {
    pub(super) hub: Hub,
    pub(super) peer: Arc<Peer>,
}

impl Membership {
    /// From now on the socket hears these topics and no others; what waits of others is dropped.
    pub(super) fn hear(&self, wanted: &[Topic]) {
        let mut topics = self.hub.0.topics.write();
        let mut current = self.peer.topics.lock();
        for gone in current.iter().filter(|topic| !wanted.contains(topic)) {
            if let Some(peers) = topics.get_mut(gone) {
                peers.retain(|peer| peer.id != self.peer.id);
                if peers.is_empty() {
                    topics.remove(gone);
                }
            }
        }
        for new in wanted.iter().filter(|topic| !current.contains(topic)) {
            let peers = topics.entry(*new).or_default();
            if !peers.iter().any(|peer| peer.id == self.peer.id) {
                peers.push(Arc::clone(&self.peer));
            }
        }
        self.peer.keep_only(wanted);
        current.clear();
        current.extend_from_slice(wanted);
        current.shrink_to_fit();
    }
}

impl Drop for Membership {
    fn drop(&mut self) {
        self.hear(&[]);
        self.hub.0.peers.lock().remove(&self.peer.id);
        metrics::gauge!("realtime_sockets").decrement(1.0);
    }
}
