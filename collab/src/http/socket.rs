//! `/api/collab/{documentId}`: the life of one connection.

use std::{sync::Arc, time::Duration};

use axum::{
    extract::{
        RawQuery, State,
        ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade},
    },
    response::{IntoResponse as _, Response},
};
use bytes::Bytes;
use futures::SinkExt as _;
use gate::{
    ApiError, Path, SocketCaller,
    realtime::{refuse, tuned},
};
use kernel::{Actor, Code, DocumentId, Problem};
use teams::Read;
use tokio::{
    sync::mpsc,
    time::{Instant, MissedTickBehavior, interval_at, sleep_until, timeout},
};

use super::pace::Pace;
use crate::{
    Collab,
    live::{Command, Peer, code},
};

/// Between two pings.
const PING_EVERY: Duration = Duration::from_secs(25);
/// A client that is silent for so long, two pings unanswered, is gone.
const DEAD_AFTER: Duration = Duration::from_secs(60);
/// A client that takes nothing for so long does not keep up.
const WRITE_PATIENCE: Duration = Duration::from_secs(20);
/// How long a client may take to hear that it is over.
const FAREWELL: Duration = Duration::from_secs(1);

/// A live document, in the y-websocket protocol. `?ack=1` asks for message 100: how many of this connection's update messages are
/// on disk. It closes with 4400 (malformed), 4401 (not signed in any more), 4403 (no permission), 4404 (no such document),
/// 4413 (too large), 1011 (a failure here), 1012 (restart) and 1013 (too slow: come back and catch up).
#[utoipa::path(
    get, path = "/api/collab/{documentId}", operation_id = "open_document", tag = "collab",
    params(
        ("documentId" = DocumentId, Path, description = "The document"),
        ("ack" = Option<String>, Query, description = "`1` to be told what is on disk"),
        ("ticket" = Option<String>, Query, description = "A ticket, instead of a cookie or a bearer token"),
        ("token" = Option<String>, Query, description = "An access token, for clients that can't send a header"),
    ),
    responses((status = 101, description = "The socket is open"))
)]
pub(super) async fn open_document(
    State(collab): State<Collab>,
    SocketCaller(identity): SocketCaller<true>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    upgrade: WebSocketUpgrade,
) -> Response {
    let Ok(id) = id.parse::<DocumentId>() else { return refuse(upgrade, code::NOT_FOUND, "not_found") };
    let document = match collab.permitted::<Read>(&Actor::User(identity), id).await {
        Ok((document, _)) => document,
        Err(error) => {
            let problem = Problem::from(error);
            return match problem.code() {
                Code::NotFound => refuse(upgrade, code::NOT_FOUND, "not_found"),
                Code::Forbidden => refuse(upgrade, code::FORBIDDEN, "forbidden"),
                Code::Unauthenticated => refuse(upgrade, code::UNAUTHENTICATED, "unauthenticated"),
                _ => ApiError::from(problem).into_response(),
            };
        }
    };
    let acks = query.is_some_and(|query| query.split('&').any(|pair| pair == "ack=1"));
    let most = collab.live().bounds().frame_bytes();
    tuned(upgrade, most).on_upgrade(async move |socket| {
        // Known to whatever changes rights before they are asked for: no revocation falls in between.
        let peer = collab.live().enter(identity, id, document.team, acks);
        let tasks = collab.live().platform().tasks.clone();
        tasks.spawn("collab socket", run(collab, socket, peer));
    })
}

/// The peer's place, given up however the task ends.
struct Place {
    collab: Collab,
    peer: Arc<Peer>,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.collab.live().exit(&self.peer);
    }
}

async fn run(collab: Collab, mut socket: WebSocket, peer: Arc<Peer>) {
    let place = Place { collab, peer };
    let live = place.collab.live();
    live.check_rights(&place.peer).await;
    let end = if place.peer.closed.is_cancelled() {
        Some(place.peer.close_code())
    } else {
        let mailbox = live.join(&place.peer).await;
        let end = Box::pin(attend(&place, &mut socket, &mailbox)).await;
        // What a client sent before it went still counts; what one sent that is closed by us does not.
        if let Some(code) = end {
            place.peer.close(code);
        }
        let _ = mailbox.send(Command::Leave(place.peer.id)).await;
        end
    };
    let user = place.peer.identity.user;
    drop(place);
    let Some(code) = end else { return };
    metrics::counter!("collab_closed_total", "code" => code.to_string()).increment(1);
    tracing::debug!(code, user.id = %user, "a document's socket was closed");
    close(socket, code).await;
}

/// Reads and writes until the connection ends; `None`: the client went.
async fn attend(place: &Place, socket: &mut WebSocket, mailbox: &mpsc::Sender<Command>) -> Option<u16> {
    let (live, peer) = (place.collab.live(), &place.peer);
    let stopping = live.platform().tasks.stopping();
    let bounds = live.bounds();
    let mut pace = Pace::new(bounds.bytes_per_second, bounds.burst_bytes, Instant::now());
    let mut pings = interval_at(Instant::now() + PING_EVERY, PING_EVERY);
    pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut last_heard = Instant::now();
    // A frame that the document has no room for yet; until it has, nothing more is read.
    let mut held: Option<Bytes> = None;
    loop {
        let again = pace.next(Instant::now());
        tokio::select! {
            biased;
            () = peer.closed.cancelled() => return Some(peer.close_code()),
            () = stopping.cancelled() => return Some(code::RESTART),
            () = peer.wake.notified() => {
                if peer.wants_recheck() {
                    live.check_rights(peer).await;
                }
                let frames = peer.take();
                if !frames.is_empty() && let Err(end) = write(peer, socket, frames).await {
                    return end;
                }
            }
            permit = mailbox.reserve(), if held.is_some() => match (permit, held.take()) {
                (Ok(permit), Some(frame)) => permit.send(Command::Frame(Arc::clone(peer), frame)),
                // The document's task has ended and says why, or is about to.
                _ => return Some(or(peer.close_code(), code::TOO_SLOW)),
            },
            () = sleep_until(again.unwrap_or(last_heard)), if again.is_some() => {}
            message = socket.recv(), if held.is_none() && again.is_none() => {
                last_heard = Instant::now();
                match message {
                    None | Some(Ok(Message::Close(_))) => return None,
                    Some(Err(error)) => return broken(&error),
                    Some(Ok(Message::Binary(frame))) => {
                        pace.read(frame.len(), last_heard);
                        match mailbox.try_reserve() {
                            Ok(permit) => permit.send(Command::Frame(Arc::clone(peer), frame)),
                            Err(_) => held = Some(frame),
                        }
                    }
                    Some(Ok(Message::Text(_))) => return Some(code::MALFORMED),
                    // Pings were answered by the library; they cost, like anything.
                    Some(Ok(Message::Ping(body) | Message::Pong(body))) => pace.read(body.len(), last_heard),
                }
            }
            now = pings.tick() => {
                if now.duration_since(last_heard) > DEAD_AFTER && again.is_none() && held.is_none() {
                    return Some(code::TOO_SLOW);
                }
                // Events are the quick way to learn of a revocation; this is the sure one.
                live.check_rights(peer).await;
                if let Err(end) = write_all(peer, socket, vec![Message::Ping(Bytes::new())]).await {
                    return end;
                }
            }
        }
    }
}

const fn or(code: u16, otherwise: u16) -> u16 {
    if code == 0 { otherwise } else { code }
}

async fn write(peer: &Peer, socket: &mut WebSocket, frames: Vec<Bytes>) -> Result<(), Option<u16>> {
    metrics::counter!("collab_sent_total").increment(frames.len() as u64);
    write_all(peer, socket, frames.into_iter().map(Message::Binary).collect()).await
}

/// Writes all in one go. A close that comes meanwhile does not wait for a client that takes nothing.
async fn write_all(peer: &Peer, socket: &mut WebSocket, messages: Vec<Message>) -> Result<(), Option<u16>> {
    let writing = async {
        for message in messages {
            socket.feed(message).await?;
        }
        socket.flush().await
    };
    let written = tokio::select! {
        biased;
        written = timeout(WRITE_PATIENCE, writing) => written,
        () = peer.closed.cancelled() => return Err(Some(peer.close_code())),
    };
    match written {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(broken(&error)),
        Err(_) => Err(Some(code::TOO_SLOW)),
    }
}

/// What the library found wrong. Its error type is not part of axum's interface, its words are all there is.
fn broken(error: &axum::Error) -> Option<u16> {
    let text = error.to_string();
    tracing::debug!(error = %text, "a document's socket broke");
    let too_large = text.contains("too long") || text.contains("too large") || text.contains("Space limit");
    Some(if too_large { code::TOO_LARGE } else { code::MALFORMED })
}

/// Sends a close frame and lets go. A client that does not take it in time is cut.
async fn close(mut socket: WebSocket, code: u16) {
    let reason = match code {
        code::MALFORMED => "malformed",
        code::UNAUTHENTICATED => "session_ended",
        code::FORBIDDEN => "forbidden",
        code::NOT_FOUND => "not_found",
        code::TOO_LARGE => "too_large",
        code::RESTART => "restart",
        code::TOO_SLOW => "come_back",
        _ => "internal",
    };
    let frame = Message::Close(Some(CloseFrame { code, reason: reason.into() }));
    let goodbye = async {
        if socket.send(frame).await.is_ok() {
            // The client's own close frame; until then the TCP connection must stay, or the code could be lost.
            while let Some(Ok(_)) = socket.recv().await {}
        }
    };
    let _ = timeout(FAREWELL, goodbye).await;
}
