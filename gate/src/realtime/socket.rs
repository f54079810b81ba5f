//! The life of one event socket.

use std::time::Duration;

use axum::extract::ws::{Message, Utf8Bytes, WebSocket};
use bytes::Bytes;
use futures::SinkExt as _;
use kernel::{Identity, Problem, Topic};
use serde::Deserialize;
use tokio::time::{Instant, MissedTickBehavior, interval_at, timeout};

use super::{
    close::{close, code},
    hub::{Hub, Membership},
    peer::{Item, is_heard},
};

/// The most that a client may say at once, in bytes.
pub(super) const MESSAGE_BYTES: usize = 64 * 1024;
/// Between two pings.
const PING_EVERY: Duration = Duration::from_secs(25);
/// A client that is silent for so long, two pings unanswered, is gone.
const DEAD_AFTER: Duration = Duration::from_secs(60);
/// A client that takes nothing for so long does not keep up.
const WRITE_PATIENCE: Duration = Duration::from_secs(20);
/// A database that does not say what a person may hear for so long won't.
const ASK_PATIENCE: Duration = Duration::from_secs(10);
/// A client may say thirty things at once, ten a second in the long run.
const PACE: Duration = Duration::from_millis(100);
const SAY_AT_ONCE: u32 = 30;

/// Why a socket ends: a close code and a word. `None`: the client went.
type End = Option<(u16, &'static str)>;

/// Keeps the socket until it ends.
pub(super) async fn run(hub: Hub, mut socket: WebSocket, identity: Identity) {
    let membership = hub.enter(identity);
    let end = live(&membership, &mut socket).await;
    drop(membership);
    let Some((code, reason)) = end else { return };
    metrics::counter!("realtime_closed_total", "code" => code.to_string()).increment(1);
    tracing::debug!(code, reason, user.id = %identity.user, "socket closed");
    close(socket, code, reason).await;
}

/// Not a loop within the function above: what it needs is given back before the farewell.
async fn live(membership: &Membership, socket: &mut WebSocket) -> End {
    let (hub, peer) = (&membership.hub, &*membership.peer);
    if let Err(end) = regroup(membership).await {
        return Some(end);
    }
    if let Err(end) = write(membership, socket, vec![Message::Text(hello(&peer.identity))]).await {
        return Some(end);
    }
    let mut pings = interval_at(Instant::now() + PING_EVERY, PING_EVERY);
    pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut last_heard = Instant::now();
    let mut said = Pace::default();
    loop {
        let out = tokio::select! {
            biased;
            () = hub.stopping().cancelled() => return Some((code::RESTART, "restart")),
            () = peer.closed.cancelled() => return Some(closed(membership)),
            () = peer.wake.notified() => deliver(membership).await,
            message = socket.recv() => {
                last_heard = Instant::now();
                match message {
                    None => return None,
                    Some(Ok(Message::Close(_))) => {
                        // The library has its answer ready; reading on sends it.
                        let _ = timeout(Duration::from_secs(1), socket.recv()).await;
                        return None;
                    }
                    Some(Err(error)) => return Some(broken(&error)),
                    Some(Ok(message)) => said.one_more(last_heard).and_then(|()| answer(&message)),
                }
            }
            now = pings.tick() => match now.duration_since(last_heard) {
                silent if silent > DEAD_AFTER => return Some((code::TOO_SLOW, "silent")),
                // The event that ended the session is the quick way; this is the sure one.
                _ if !hub.authenticator().is_alive(&peer.identity) => return Some(revoked()),
                _ => Ok(vec![Message::Ping(Bytes::new())]),
            },
        };
        let written = match out {
            Ok(messages) if messages.is_empty() => Ok(()),
            Ok(messages) => write(membership, socket, messages).await,
            Err(end) => Err(end),
        };
        if let Err(end) = written {
            return Some(end);
        }
    }
}

const fn revoked() -> (u16, &'static str) {
    (code::UNAUTHENTICATED, "session_ended")
}

fn closed(membership: &Membership) -> (u16, &'static str) {
    match membership.peer.close_code() {
        code::UNAUTHENTICATED => revoked(),
        code::TOO_SLOW => (code::TOO_SLOW, "too_slow"),
        code => (code, "closed"),
    }
}

/// Asks what the person may hear, and hears that from now on.
async fn regroup(membership: &Membership) -> Result<Vec<Topic>, (u16, &'static str)> {
    let (hub, identity) = (&membership.hub, &membership.peer.identity);
    if !hub.authenticator().is_alive(identity) {
        return Err(revoked());
    }
    let asked = tokio::select! {
        biased;
        () = membership.peer.closed.cancelled() => return Err(closed(membership)),
        asked = timeout(ASK_PATIENCE, hub.audience().topics(identity)) => asked,
    };
    match asked.unwrap_or_else(|_| Err(Problem::internal("no answer in time"))) {
        Ok(topics) => {
            membership.hear(topics.clone());
            Ok(topics)
        }
        Err(problem) => Err(unknown_audience(&problem)),
    }
}

/// Rather no socket than one that hears too little or too much.
fn unknown_audience(problem: &Problem) -> (u16, &'static str) {
    if problem.code().status() == 401 {
        return revoked();
    }
    tracing::error!(inside = problem.inside().unwrap_or(""), "it could not be worked out what a socket may hear");
    (code::INTERNAL, "internal")
}

/// Turns all that waits into messages.
async fn deliver(membership: &Membership) -> Result<Vec<Message>, (u16, &'static str)> {
    let mut items = membership.peer.take();
    let resync = items.iter().any(|item| matches!(item, Item::Resync));
    if resync || items.iter().any(|item| matches!(item, Item::Regroup)) {
        // All that happened before this question is in its answer, so that one is enough for all that waits.
        let topics = regroup(membership).await?;
        items.retain(|item| is_heard(item, &topics));
    }
    let events = items.into_iter().filter_map(|item| match item {
        Item::Event(_, text) => Some(Message::Text(text)),
        Item::Regroup | Item::Resync => None,
    });
    let resync = resync.then(|| Message::Text(Utf8Bytes::from_static(r#"{"type":"resync"}"#)));
    Ok(resync.into_iter().chain(events).collect())
}

/// Writes all in one go. A close that comes meanwhile does not wait for a client that takes nothing.
async fn write(
    membership: &Membership,
    socket: &mut WebSocket,
    messages: Vec<Message>,
) -> Result<(), (u16, &'static str)> {
    let count = messages.len() as u64;
    let writing = async {
        for message in messages {
            socket.feed(message).await?;
        }
        socket.flush().await
    };
    let written = tokio::select! {
        biased;
        written = timeout(WRITE_PATIENCE, writing) => written,
        () = membership.peer.closed.cancelled() => return Err(closed(membership)),
        () = membership.hub.stopping().cancelled() => return Err((code::RESTART, "restart")),
    };
    match written {
        Ok(Ok(())) => {
            metrics::counter!("realtime_sent_total").increment(count);
            Ok(())
        }
        Ok(Err(error)) => Err(broken(&error)),
        Err(_) => Err((code::TOO_SLOW, "too_slow")),
    }
}

fn hello(identity: &Identity) -> Utf8Bytes {
    format!(r#"{{"type":"hello","userId":"{}","sessionId":"{}"}}"#, identity.user, identity.session).into()
}

/// What the library found wrong. Its error type is not part of axum's interface, its words are all there is.
fn broken(error: &axum::Error) -> (u16, &'static str) {
    let text = error.to_string();
    tracing::debug!(error = %text, "socket broke");
    if text.contains("too long") || text.contains("too large") || text.contains("Space limit") {
        (code::TOO_LARGE, "too_large")
    } else {
        (code::MALFORMED, "malformed")
    }
}

#[derive(Deserialize)]
struct Said<'a> {
    #[serde(rename = "type", borrow)]
    kind: std::borrow::Cow<'a, str>,
}

/// What a client says. Browsers can't ping, so that `{"type":"ping"}` is answered; other words are for other versions.
fn answer(message: &Message) -> Result<Vec<Message>, (u16, &'static str)> {
    match message {
        Message::Text(text) => match serde_json::from_str::<Said<'_>>(text) {
            Ok(said) if said.kind == "ping" => Ok(vec![Message::Text(Utf8Bytes::from_static(r#"{"type":"pong"}"#))]),
            Ok(_) => Ok(Vec::new()),
            Err(_) => Err((code::MALFORMED, "malformed")),
        },
        Message::Binary(_) => Err((code::MALFORMED, "malformed")),
        // Pings were answered by the library.
        Message::Ping(_) | Message::Pong(_) | Message::Close(_) => Ok(Vec::new()),
    }
}

/// How much a client says.
#[derive(Default)]
struct Pace(Option<Instant>);

impl Pace {
    fn one_more(&mut self, now: Instant) -> Result<(), (u16, &'static str)> {
        let next = self.0.map_or(now, |due| due.max(now)) + PACE;
        self.0 = Some(next);
        if next.duration_since(now) > PACE * SAY_AT_ONCE {
            return Err((code::TOO_MANY, "too_many"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_flood_ends_the_socket_and_a_pace_does_not() {
        let mut pace = Pace::default();
        for _ in 0..SAY_AT_ONCE {
            assert!(pace.one_more(Instant::now()).is_ok());
        }
        assert!(pace.one_more(Instant::now()).is_err());
        let mut pace = Pace::default();
        for _ in 0..1_000 {
            tokio::time::advance(PACE).await;
            assert!(pace.one_more(Instant::now()).is_ok());
        }
    }

    #[test]
    fn what_a_client_says() {
        let text = |text: &'static str| answer(&Message::Text(Utf8Bytes::from_static(text)));
        assert_eq!(text(r#"{"type":"ping"}"#).map(|answers| answers.len()), Ok(1));
        assert_eq!(text(r#"{"type":"later"}"#).map(|answers| answers.len()), Ok(0));
        assert!(text("garbage").is_err() && text("[]").is_err() && text("{}").is_err());
        assert!(answer(&Message::Binary(Bytes::new())).is_err());
    }
}
