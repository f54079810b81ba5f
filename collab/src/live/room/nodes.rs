//! What the nodes that have the same document open tell each other.

use bytes::Bytes;
use kernel::DocumentId;
use platform::bus::HeardFrame;
use tokio::time::Instant;

use super::{End, Room};
use crate::live::{
    code,
    inspect::inspect,
    log,
    presence::Owner,
    replica::{Applied, Failure},
    wire,
};

/// Frames between nodes begin with one of these.
pub(super) const BUS_UPDATE: u8 = 0;
pub(super) const BUS_PRESENCE: u8 = 1;
pub(super) const BUS_WHO: u8 = 2;

impl Room {
    pub(super) async fn publish(&mut self, kind: u8, body: &[u8]) {
        let mut frame = Vec::with_capacity(body.len() + 1);
        frame.push(kind);
        frame.extend_from_slice(body);
        if let Err(error) = self.live.0.platform.bus.publish_frame(&subject(self.id), frame.into()).await {
            tracing::debug!(%error, document.id = %self.id, "other nodes could not be told");
        }
    }

    /// What another node says. It has held it against the bounds; a newer release may say what we don't know.
    pub(super) async fn hear(&mut self, heard: HeardFrame) -> Result<(), End> {
        let HeardFrame::Frame(frame) = heard else { return self.read_again().await };
        match frame.split_first() {
            Some((&BUS_UPDATE, update)) => {
                let Ok(inspected) = inspect(update, &self.live.0.bounds) else { return Ok(()) };
                let applied = self.replica.apply(update, &inspected);
                match applied {
                    Ok(Applied::Known) => return Ok(()),
                    Ok(Applied::Changed) => self.settle_waiting()?,
                    Ok(Applied::Waiting) => self.waiting.push(inspected, Bytes::copy_from_slice(update)),
                    Err(Failure::Refused(_)) => return Ok(()),
                    Err(Failure::Broken) => return Err(End(code::TOO_SLOW)),
                }
                self.tell(&wire::update(update), None);
            }
            Some((&BUS_PRESENCE, body)) => {
                let state_bytes = self.live.0.bounds.state_bytes;
                let _ = self.presence.hear(Owner::Elsewhere, body, state_bytes, Instant::now());
                if let Some(news) = self.presence.news() {
                    self.tell(&wire::awareness(&news), None);
                }
            }
            Some((&BUS_WHO, _)) => {
                if let Some(own) = self.presence.own() {
                    self.publish(BUS_PRESENCE, &own).await;
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Something of other nodes was missed: all that is in the log is applied, and peers are told what was new.
    pub(super) async fn read_again(&mut self) -> Result<(), End> {
        let before = self.replica.state_vector();
        let stored = match log::read(&self.live.0.platform.db, self.id).await {
            Ok(stored) => stored,
            Err(error) => {
                tracing::error!(%error, document.id = %self.id, "the log could not be read again");
                return Err(End(code::INTERNAL));
            }
        };
        let bounds = &self.live.0.bounds;
        self.waiting = stored.apply_to(&self.replica, bounds).map_err(|_| End(code::INTERNAL))?;
        self.unfolded = stored.unfolded();
        let Ok(news) = self.replica.diff(&before) else { return Err(End(code::INTERNAL)) };
        self.tell(&wire::update(&news), None);
        for update in self.waiting.updates() {
            self.tell(&wire::update(update), None);
        }
        Ok(())
    }
}

/// The subject of a document between nodes.
pub(super) fn subject(id: DocumentId) -> String {
    format!("collab.{id}")
}
