//! The bus between nodes: one NATS connection.
//!
//! Core NATS promises at most once, so this side keeps account of what may have been lost, and says so:
//!
//! * When the connection comes back, this node may have missed others: its listeners hear `Missed`, after a round trip
//!   that proves that its subscriptions are in force again, so that what they fetch then leaves no hole.
//! * If this node had published anything since the last round trip that succeeded, others may have missed *it*: it
//!   says so on [`LOST`], and their listeners hear `Missed` too.
//! * An event published while cut off is refused; its outbox row stays and is published again.
//!
//! The round trip is a request that nobody answers: the server itself says so at once ("no responders"), over the same
//! connection and in order behind all that was sent before. It also is the heartbeat that health tells of.

use std::{
    collections::{HashSet, VecDeque},
    fmt,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use async_nats::{Client, ConnectOptions, HeaderMap, RequestErrorKind, Subscriber, connection::State};
use bytes::Bytes;
use futures::StreamExt;
use kernel::{Event, EventId};
use tokio::sync::{Notify, broadcast, watch};
use tokio_util::sync::{CancellationToken, DropGuard};

use super::{BACKLOG, BusError, Heard, HeardFrame};
use crate::{health::PartHealth, tasks::Tasks};

/// Where events travel.
const EVENTS: &str = "flux.events";
/// Where a node says that it may have lost what it had to say.
const LOST: &str = "flux.lost";
/// What nobody listens to: asked for a round trip.
const ECHO: &str = "flux.echo";
/// In place of a payload that is too large: go and look.
const MISSED_HEADER: &str = "Flux-Missed";

/// How often the server is asked whether it is there.
const HEARTBEAT: Duration = Duration::from_secs(1);
/// How long it may take to answer, and how long a publish may wait in line.
const PATIENCE: Duration = Duration::from_secs(2);
/// Frames that may wait for a slow listener before they are lost and it hears `Missed`.
const FRAME_BACKLOG: usize = 8192;
/// Events that wait to be told to others, remembered so that this node does not hear them twice.
const UNTOLD: usize = 10_000;

pub(super) struct Nats {
    client: Client,
    shared: Arc<Shared>,
    /// Held while an event goes out, so that all listeners hear in one order.
    untold: tokio::sync::Mutex<Untold>,
    /// Ends the helpers with the last handle.
    _end: DropGuard,
}

/// What the helpers share with the handle.
struct Shared {
    events: broadcast::Sender<Heard>,
    /// Counts up when frames may have been lost.
    lost: watch::Sender<u64>,
    /// How much was handed to the connection, and how much of it the server is known to have got.
    sent: AtomicU64,
    confirmed: AtomicU64,
    /// Something could not be sent at all.
    refused: AtomicBool,
    health: Mutex<PartHealth>,
    reconnected: Notify,
}

impl Shared {
    fn tell_missed(&self) {
        let _ = self.events.send(Heard::Missed);
        self.lost.send_modify(|count| *count += 1);
    }

    fn set_health(&self, health: PartHealth) {
        let mut current = self.health.lock().unwrap_or_else(PoisonError::into_inner);
        if current.status != health.status {
            tracing::info!(bus.status = ?health.status, bus.detail = health.detail, "the bus changed");
        }
        *current = health;
    }

    /// What the connection says about itself.
    fn on_connection_event(&self, event: async_nats::Event) {
        match event {
            async_nats::Event::Disconnected => {
                tracing::warn!("lost the connection to the bus");
                self.set_health(PartHealth::down("not connected"));
            }
            async_nats::Event::Connected => {
                tracing::info!("connected to the bus");
                self.reconnected.notify_one();
            }
            async_nats::Event::SlowConsumer(_) => self.tell_missed(),
            other => tracing::warn!(event = %other, "the bus says"),
        }
    }
}

/// The ids of events that this node has heard and others could not be told of, oldest first.
#[derive(Default)]
struct Untold {
    ids: HashSet<EventId>,
    order: VecDeque<EventId>,
}

impl Untold {
    fn add(&mut self, id: EventId) {
        if self.ids.insert(id) {
            self.order.push_back(id);
        }
        if self.order.len() > UNTOLD
            && let Some(oldest) = self.order.pop_front()
        {
            self.ids.remove(&oldest);
        }
    }

    fn remove(&mut self, id: EventId) {
        if self.ids.remove(&id) {
            if self.order.front() == Some(&id) {
                self.order.pop_front();
            } else {
                self.order.retain(|other| *other != id);
            }
        }
    }
}

impl Nats {
    pub(super) async fn connect(url: &str, tasks: &Tasks) -> Result<Arc<Self>, BusError> {
        // Errors must not repeat the address: a password may stand in it.
        let servers = url
            .split(',')
            .map(|server| server.trim().parse::<async_nats::ServerAddr>())
            .collect::<Result<Vec<_>, _>>()
            .map_err(|_| BusError::Connect("its address is not nats://host:port".into()))?;
        let shared = Arc::new(Shared {
            events: broadcast::channel(BACKLOG).0,
            lost: watch::channel(0).0,
            sent: AtomicU64::new(0),
            confirmed: AtomicU64::new(0),
            refused: AtomicBool::new(false),
            health: Mutex::new(PartHealth::ok()),
            reconnected: Notify::new(),
        });
        let told = Arc::clone(&shared);
        let client = ConnectOptions::new()
            .name("fluxstudio")
            .no_echo()
            .ping_interval(Duration::from_secs(5))
            .connection_timeout(Duration::from_secs(5))
            .subscription_capacity(FRAME_BACKLOG)
            .reconnect_delay_callback(|attempts| {
                Duration::from_millis(u64::try_from(attempts).unwrap_or(u64::MAX).saturating_mul(50).min(1000))
            })
            .event_callback(move |event| {
                told.on_connection_event(event);
                std::future::ready(())
            })
            .connect(servers)
            .await
            .map_err(|error| BusError::Connect(error.to_string()))?;

        let connect = |error: &dyn fmt::Display| BusError::Connect(error.to_string());
        let events = client.subscribe(EVENTS).await.map_err(|error| connect(&error))?;
        let lost = client.subscribe(LOST).await.map_err(|error| connect(&error))?;
        let latency = round_trip(&client).await.map_err(|reason| connect(&reason))?;
        shared.set_health(PartHealth::ok().taking(latency));

        let end = CancellationToken::new();
        let helper = |name, future: futures::future::BoxFuture<'static, ()>| {
            let end = end.clone();
            drop(tasks.spawn_service(name, async move {
                let _ = end.run_until_cancelled(future).await;
            }));
        };
        helper("bus listener", Box::pin(listen(Arc::clone(&shared), events, lost)));
        helper("bus heartbeat", Box::pin(watch_connection(Arc::clone(&shared), client.clone())));
        Ok(Arc::new(Self { client, shared, untold: tokio::sync::Mutex::default(), _end: end.drop_guard() }))
    }

    pub(super) async fn publish(&self, event: Arc<Event>) -> Result<(), BusError> {
        let bytes = Bytes::from(serde_json::to_vec(&*event)?);
        let mut untold = self.untold.lock().await;
        let id = event.id;
        if !untold.ids.contains(&id) {
            // If this is cancelled below, trying again must not be heard twice either.
            untold.add(id);
            let _ = self.shared.events.send(Heard::Event(event));
        }
        self.send(EVENTS.into(), bytes).await?;
        untold.remove(id);
        Ok(())
    }

    pub(super) fn events(&self) -> broadcast::Receiver<Heard> {
        self.shared.events.subscribe()
    }

    pub(super) async fn publish_frame(&self, subject: &str, frame: Bytes) -> Result<(), BusError> {
        self.send(frame_subject(subject), frame).await
    }

    pub(super) async fn frames(&self, subject: &str) -> Result<NatsFrames, BusError> {
        // From before the subscription on, so that a cut in between is not overlooked.
        let lost = self.shared.lost.subscribe();
        let subscribing = tokio::time::timeout(PATIENCE, self.client.subscribe(frame_subject(subject)));
        let Ok(Ok(subscriber)) = subscribing.await else { return Err(BusError::Disconnected) };
        // While cut off the subscription waits, and `Missed` is heard when it comes into force.
        if self.client.connection_state() == State::Connected {
            round_trip(&self.client).await.map_err(|_| BusError::Disconnected)?;
        }
        Ok(NatsFrames { subscriber, lost })
    }

    pub(super) fn health(&self) -> PartHealth {
        self.shared.health.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn send(&self, subject: String, bytes: Bytes) -> Result<(), BusError> {
        let connected = self.client.connection_state() == State::Connected;
        let sent = connected && {
            let sending = async {
                if bytes.len() > self.client.max_payload() {
                    let mut headers = HeaderMap::new();
                    headers.insert(MISSED_HEADER, "1");
                    self.client.publish_with_headers(subject, headers, Bytes::new()).await
                } else {
                    self.client.publish(subject, bytes).await
                }
            };
            matches!(tokio::time::timeout(PATIENCE, sending).await, Ok(Ok(())))
        };
        if sent {
            self.shared.sent.fetch_add(1, Ordering::SeqCst);
            Ok(())
        } else {
            self.shared.refused.store(true, Ordering::SeqCst);
            Err(BusError::Disconnected)
        }
    }
}

impl fmt::Debug for Nats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Nats")
    }
}

fn frame_subject(subject: &str) -> String {
    format!("flux.frames.{subject}")
}

/// Asks the server whether it is there, behind all that was sent to it.
async fn round_trip(client: &Client) -> Result<Duration, String> {
    let begun = Instant::now();
    match tokio::time::timeout(PATIENCE, client.request(ECHO, Bytes::new())).await {
        Err(_) => Err(format!("no answer within {} s", PATIENCE.as_secs())),
        Ok(Err(error)) if error.kind() != RequestErrorKind::NoResponders => Err(error.to_string()),
        Ok(_) => Ok(begun.elapsed()),
    }
}

/// Passes on what other nodes say.
async fn listen(shared: Arc<Shared>, mut events: Subscriber, mut lost: Subscriber) {
    loop {
        let message = tokio::select! {
            message = events.next() => message,
            Some(_) = lost.next() => {
                shared.tell_missed();
                continue;
            }
        };
        let Some(message) = message else { return };
        if message.headers.is_some() {
            let _ = shared.events.send(Heard::Missed);
            continue;
        }
        match serde_json::from_slice::<Event>(&message.payload) {
            Ok(event) => drop(shared.events.send(Heard::Event(Arc::new(event)))),
            Err(error) => {
                // A newer release may speak of what we don't know; what it changed can be fetched.
                tracing::warn!(error = %error, "an event that this release can't read");
                let _ = shared.events.send(Heard::Missed);
            }
        }
    }
}

/// Asks the server every second, and puts things right when a connection is back.
async fn watch_connection(shared: Arc<Shared>, client: Client) {
    // Counted by the connector itself, before anything is sent: no cut can slip by, however short.
    let statistics = client.statistics();
    let connects = || statistics.connects.load(Ordering::SeqCst);
    let mut known = connects();
    loop {
        let _ = tokio::time::timeout(HEARTBEAT, shared.reconnected.notified()).await;
        if client.connection_state() != State::Connected {
            shared.set_health(PartHealth::down("not connected"));
            continue;
        }
        let (now, sent) = (connects(), shared.sent.load(Ordering::SeqCst));
        let health = match round_trip(&client).await {
            // It was a new connection that answered; the next round looks at it.
            Ok(_) if connects() != now => continue,
            Ok(latency) => {
                if now != known {
                    if !catch_up(&shared, &client).await {
                        continue;
                    }
                    known = now;
                }
                shared.confirmed.fetch_max(sent, Ordering::SeqCst);
                PartHealth::ok().taking(latency)
            }
            Err(reason) => PartHealth::down(reason),
        };
        shared.set_health(health);
    }
}

/// After a cut, with the subscriptions in force again: says what may have been lost, here and elsewhere.
async fn catch_up(shared: &Shared, client: &Client) -> bool {
    let unsure = shared.sent.load(Ordering::SeqCst) > shared.confirmed.load(Ordering::SeqCst);
    if (unsure || shared.refused.load(Ordering::SeqCst)) && client.publish(LOST, Bytes::new()).await.is_err() {
        return false;
    }
    shared.refused.store(false, Ordering::SeqCst);
    shared.tell_missed();
    true
}

#[derive(Debug)]
pub(super) struct NatsFrames {
    subscriber: Subscriber,
    lost: watch::Receiver<u64>,
}

impl NatsFrames {
    pub(super) async fn next(&mut self) -> Option<HeardFrame> {
        tokio::select! {
            biased;
            lost = self.lost.changed() => lost.ok().map(|()| HeardFrame::Missed),
            message = self.subscriber.next() => Some(match message? {
                message if message.headers.is_some() => HeardFrame::Missed,
                message => HeardFrame::Frame(message.payload),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use kernel::{Clock, Rng, SeededEntropy, SystemClock};

    use super::*;

    #[test]
    fn untold_events_are_remembered_in_order_and_within_bounds() {
        let (clock, rng) = (Clock::new(SystemClock), Rng::new(SeededEntropy::new(1)));
        let ids: Vec<EventId> = (0..UNTOLD + 5).map(|_| EventId::generate(&clock, &rng)).collect();
        let mut untold = Untold::default();
        for id in &ids {
            untold.add(*id);
            untold.add(*id);
        }
        assert_eq!((untold.ids.len(), untold.order.len()), (UNTOLD, UNTOLD));
        assert!(!untold.ids.contains(&ids[4]) && untold.ids.contains(&ids[5]));
        untold.remove(ids[5]);
        untold.remove(ids[5]);
        assert_eq!(untold.order.front(), Some(&ids[6]));
    }
}
