//! How nodes tell each other what happened: inside one process, or through NATS.
//!
//! Two kinds of things travel. *Events* come from the outbox after commit and reach every listener on every node, the
//! publisher's own included. *Frames* are raw bytes for a subject (a live document) and reach the other nodes alone.
//!
//! Delivery is in the order of publishing per node, and best effort. What makes it safe is that a listener is *told*
//! when something may have been lost ([`Heard::Missed`]): it fell behind, its node was cut off, or another node that
//! was cut off had things to say. It then drops its caches and fetches.

use std::sync::Arc;

use bytes::Bytes;
use kernel::{Code, Event, Problem};
use tokio::sync::broadcast;

use crate::{health::PartHealth, tasks::Tasks};

mod local;
mod nats;

/// How many events may wait for a slow listener; after that it hears [`Heard::Missed`].
const BACKLOG: usize = 4096;

/// Why something could not be told to the other nodes.
#[derive(Debug, thiserror::Error)]
pub enum BusError {
    /// There is no connection to the other nodes now. Listeners on this node have heard it all the same.
    #[error("there is no connection to the bus")]
    Disconnected,
    /// The bus could not be reached at start, or its address can't be used.
    #[error("the bus can't be used: {0}")]
    Connect(String),
    /// A frame's subject is not one that the bus can carry: words of letters, digits, `-` and `_`, with dots between.
    #[error("`{0}` is not a subject")]
    Subject(String),
    /// The event could not be written down.
    #[error("the event can't be encoded: {0}")]
    Encode(#[from] serde_json::Error),
}

impl From<BusError> for Problem {
    fn from(error: BusError) -> Self {
        Self::bare(Code::Unavailable).because(error)
    }
}

/// What a listener hears.
#[derive(Clone, Debug)]
pub enum Heard {
    /// Something happened.
    Event(Arc<Event>),
    /// Something may have been lost: drop caches and fetch.
    Missed,
}

/// What a listener to frames hears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeardFrame {
    /// Bytes from another node.
    Frame(Bytes),
    /// Some may have been lost: fetch.
    Missed,
}

/// The events from when it was made on.
#[derive(Debug)]
pub struct EventStream(broadcast::Receiver<Heard>);

impl EventStream {
    /// Waits for the next; `None` once the bus is gone. May be cancelled without losing anything.
    pub async fn next(&mut self) -> Option<Heard> {
        match self.0.recv().await {
            Ok(heard) => Some(heard),
            Err(broadcast::error::RecvError::Lagged(_)) => Some(Heard::Missed),
            Err(broadcast::error::RecvError::Closed) => None,
        }
    }
}

/// The frames of one subject, from when it was made on.
#[derive(Debug)]
pub struct FrameStream(Frames);

#[derive(Debug)]
enum Frames {
    Local(local::LocalFrames),
    Nats(nats::NatsFrames),
}

impl FrameStream {
    /// Waits for the next; `None` once the bus is gone. May be cancelled without losing anything.
    pub async fn next(&mut self) -> Option<HeardFrame> {
        match &mut self.0 {
            Frames::Local(frames) => frames.next().await,
            Frames::Nats(frames) => frames.next().await,
        }
    }
}

#[derive(Clone, Debug)]
enum Link {
    Local(local::Local),
    Nats(Arc<nats::Nats>),
}

/// A handle on the bus. Clones share it.
#[derive(Clone, Debug)]
pub struct Bus(Link);

impl Bus {
    /// The bus of a server that is one process.
    #[must_use]
    pub fn local() -> Self {
        Self(Link::Local(local::Local::alone()))
    }

    /// The buses of `count` nodes in one process, for tests of what nodes say to each other.
    #[must_use]
    pub fn linked(count: usize) -> Vec<Self> {
        local::Local::linked(count).into_iter().map(|node| Self(Link::Local(node))).collect()
    }

    /// Connects to NATS: `nats://[user:password@]host[:port]`, `tls://…`, several separated by commas. One connection
    /// serves everything and comes back by itself when it is lost.
    ///
    /// The account needs to publish and subscribe `flux.>` and to subscribe `_INBOX.>`.
    ///
    /// # Errors
    /// When no server answers within a few seconds.
    pub async fn nats(url: &str, tasks: &Tasks) -> Result<Self, BusError> {
        Ok(Self(Link::Nats(nats::Nats::connect(url, tasks).await?)))
    }

    /// Tells every listener. One after the other is heard in that order.
    ///
    /// # Errors
    /// [`BusError::Disconnected`] when the other nodes could not be told; those on this node were. Publish the same
    /// event again later: this node won't hear it twice.
    pub async fn publish(&self, event: Arc<Event>) -> Result<(), BusError> {
        match &self.0 {
            Link::Local(local) => {
                local.publish(event);
                Ok(())
            }
            Link::Nats(nats) => nats.publish(event).await,
        }
    }

    /// Listens to events from now on.
    #[must_use]
    pub fn events(&self) -> EventStream {
        EventStream(match &self.0 {
            Link::Local(local) => local.events(),
            Link::Nats(nats) => nats.events(),
        })
    }

    /// Sends bytes to those on other nodes who listen to `subject`. One that is too large for the bus reaches them as
    /// [`HeardFrame::Missed`].
    ///
    /// # Errors
    /// [`BusError::Disconnected`] when they could not be told; they hear [`HeardFrame::Missed`] when they can.
    pub async fn publish_frame(&self, subject: &str, frame: Bytes) -> Result<(), BusError> {
        check(subject)?;
        match &self.0 {
            Link::Local(local) => {
                local.publish_frame(subject, frame);
                Ok(())
            }
            Link::Nats(nats) => nats.publish_frame(subject, frame).await,
        }
    }

    /// Listens to the frames of `subject` from other nodes. What they send after this has returned is heard.
    ///
    /// # Errors
    /// [`BusError::Subject`], or [`BusError::Disconnected`] when the bus does not confirm it.
    pub async fn frames(&self, subject: &str) -> Result<FrameStream, BusError> {
        check(subject)?;
        Ok(FrameStream(match &self.0 {
            Link::Local(local) => Frames::Local(local.frames(subject)),
            Link::Nats(nats) => Frames::Nats(nats.frames(subject).await?),
        }))
    }

    /// Whether the other nodes can be told. A lone process is always well.
    #[must_use]
    pub fn health(&self) -> PartHealth {
        match &self.0 {
            Link::Local(_) => PartHealth::ok(),
            Link::Nats(nats) => nats.health(),
        }
    }
}

/// A subject that could hold a space or a wildcard would let one document listen to all.
fn check(subject: &str) -> Result<(), BusError> {
    let is_word = |word: &str| {
        !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    if subject.split('.').all(is_word) { Ok(()) } else { Err(BusError::Subject(subject.to_owned())) }
}
