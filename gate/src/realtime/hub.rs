//! Who hears what.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::extract::ws::{Utf8Bytes, WebSocket};
use kernel::{Event, Identity, SessionId, Topic};
use parking_lot::{Mutex, RwLock};
use platform::{Platform, bus::Heard, tasks::Tasks};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::{
    close::code,
    peer::{Item, Peer},
    socket,
};
use crate::{Audience, Authenticator};

/// All open event sockets of this node. Cheap to clone.
#[derive(Clone)]
pub struct Hub(Arc<Inner>);

struct Inner {
    authenticator: Arc<dyn Authenticator>,
    audience: Arc<dyn Audience>,
    stopping: CancellationToken,
    tasks: Tasks,
    next: AtomicU64,
    topics: RwLock<HashMap<Topic, Vec<Arc<Peer>>>>,
    peers: Mutex<HashMap<u64, Arc<Peer>>>,
    /// Sessions that ended within [`REMEMBERED`].
    ended: Mutex<HashMap<SessionId, Instant>>,
}

/// A socket that opens while its session ends may have been let in by somebody who had not heard of the end yet; by
/// then everybody has.
const REMEMBERED: Duration = Duration::from_secs(60);

impl Hub {
    /// A hub that listens to the bus as long as the server runs.
    pub(crate) fn start(
        platform: &Platform,
        authenticator: Arc<dyn Authenticator>,
        audience: Arc<dyn Audience>,
    ) -> Self {
        let tasks = platform.tasks.clone();
        let hub = Self(Arc::new(Inner {
            authenticator,
            audience,
            stopping: tasks.stopping(),
            tasks: tasks.clone(),
            next: AtomicU64::new(0),
            topics: RwLock::default(),
            peers: Mutex::default(),
            ended: Mutex::default(),
        }));
        let mut events = platform.bus.events();
        let listening = hub.clone();
        tasks.spawn_service("realtime hub", async move {
            while let Some(heard) = events.next().await {
                match heard {
                    Heard::Event(event) => listening.publish(&event),
                    Heard::Missed => listening.missed(),
                }
            }
        });
        hub
    }

    /// How many sockets are open.
    #[must_use]
    pub fn open_sockets(&self) -> usize {
        self.0.peers.lock().len()
    }

    /// Passes one event on.
    fn publish(&self, event: &Event) {
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
        {
            let (mut ended, now) = (self.0.ended.lock(), Instant::now());
            ended.retain(|_, at| now.duration_since(*at) < REMEMBERED);
            ended.insert(session, now);
        }
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

    /// Keeps a socket until it ends, in a task of its own that a drain waits for.
    pub(super) fn attach(&self, socket: WebSocket, identity: Identity) {
        self.0.tasks.spawn("event socket", socket::run(self.clone(), socket, identity));
    }

    /// Takes a socket in. It hears its person's own topic from now on, so that nothing that changes what it may hear
    /// gets lost while that is worked out.
    pub(super) fn enter(&self, identity: Identity) -> Membership {
        let peer = Arc::new(Peer::new(self.0.next.fetch_add(1, Ordering::Relaxed), identity));
        self.0.peers.lock().insert(peer.id, Arc::clone(&peer));
        metrics::gauge!("realtime_sockets").increment(1.0);
        let membership = Membership { hub: self.clone(), peer };
        // Asked after it was taken in: an end that comes later finds it there.
        if self.0.ended.lock().contains_key(&identity.session) {
            membership.peer.close(code::UNAUTHENTICATED);
        }
        membership.hear(vec![Topic::User(identity.user)]);
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
    pub(super) fn hear(&self, mut wanted: Vec<Topic>) {
        wanted.sort_unstable();
        wanted.dedup();
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
            topics.entry(*new).or_default().push(Arc::clone(&self.peer));
        }
        self.peer.keep_only(&wanted);
        *current = wanted;
    }
}

impl Drop for Membership {
    fn drop(&mut self) {
        self.hear(Vec::new());
        self.hub.0.peers.lock().remove(&self.peer.id);
        metrics::gauge!("realtime_sockets").decrement(1.0);
    }
}
