//! The bus inside one process.

use std::sync::Arc;

use bytes::Bytes;
use kernel::Event;
use tokio::sync::broadcast;

use super::{BACKLOG, Heard, HeardFrame};

/// A frame on its way between nodes of one process.
#[derive(Clone, Debug)]
struct Sent {
    from: usize,
    subject: Arc<str>,
    bytes: Bytes,
}

/// What the nodes of one process share; usually there is one.
#[derive(Debug)]
struct Hub {
    nodes: Vec<broadcast::Sender<Heard>>,
    frames: broadcast::Sender<Sent>,
}

/// One node.
#[derive(Clone, Debug)]
pub(super) struct Local {
    hub: Arc<Hub>,
    node: usize,
}

impl Local {
    pub(super) fn alone() -> Self {
        Self { hub: Self::hub(1), node: 0 }
    }

    pub(super) fn linked(count: usize) -> Vec<Self> {
        let hub = Self::hub(count);
        (0..count).map(|node| Self { hub: Arc::clone(&hub), node }).collect()
    }

    fn hub(count: usize) -> Arc<Hub> {
        let nodes = (0..count).map(|_| broadcast::channel(BACKLOG).0).collect();
        // A lone node hears no frames, so there is no backlog to keep room for.
        Arc::new(Hub { nodes, frames: broadcast::channel(if count > 1 { BACKLOG } else { 1 }).0 })
    }

    pub(super) fn publish(&self, event: Arc<Event>) {
        for node in &self.hub.nodes {
            // It fails only when nobody listens.
            let _ = node.send(Heard::Event(Arc::clone(&event)));
        }
    }

    pub(super) fn events(&self) -> broadcast::Receiver<Heard> {
        self.hub.nodes[self.node].subscribe()
    }

    pub(super) fn publish_frame(&self, subject: &str, bytes: Bytes) {
        if self.hub.nodes.len() > 1 {
            let _ = self.hub.frames.send(Sent { from: self.node, subject: subject.into(), bytes });
        }
    }

    pub(super) fn frames(&self, subject: &str) -> LocalFrames {
        LocalFrames { node: self.node, subject: subject.into(), receiver: self.hub.frames.subscribe() }
    }
}

#[derive(Debug)]
pub(super) struct LocalFrames {
    node: usize,
    subject: Arc<str>,
    receiver: broadcast::Receiver<Sent>,
}

impl LocalFrames {
    pub(super) async fn next(&mut self) -> Option<HeardFrame> {
        loop {
            match self.receiver.recv().await {
                Ok(sent) if sent.from != self.node && sent.subject == self.subject => {
                    return Some(HeardFrame::Frame(sent.bytes));
                }
                Ok(_) => {}
                Err(broadcast::error::RecvError::Lagged(_)) => return Some(HeardFrame::Missed),
                Err(broadcast::error::RecvError::Closed) => return None,
            }
        }
    }
}
