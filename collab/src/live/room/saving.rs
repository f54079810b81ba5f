//! From the replica to the disk: the log, acknowledgements, folding.

use bytes::Bytes;
use kernel::UserId;
use tokio::time::{Duration, Instant};

use super::{End, Future, Room, nodes::BUS_UPDATE};
use crate::{
    Error,
    live::{code, log::Turn, wire},
};

/// Edits show in `updated_at` so often at most.
const TOUCH_EVERY: Duration = Duration::from_secs(10);

/// So many bytes are not kept waiting for more.
const AT_ONCE: usize = 256 * 1024;

/// What waits for the disk.
#[derive(Default)]
pub(super) struct Unsaved {
    pub(super) rows: Vec<(UserId, Bytes)>,
    pub(super) bytes: usize,
    /// Whose update messages are among them, and how many.
    pub(super) counts: Vec<(u64, u64)>,
}

impl Unsaved {
    pub(super) fn count(&mut self, peer: u64) {
        match self.counts.last_mut() {
            Some((last, count)) if *last == peer => *count += 1,
            _ => self.counts.push((peer, 1)),
        }
    }
}

pub(super) struct Saving {
    pub(super) answer: Future<Result<Option<i64>, Error>>,
    pub(super) rows: Vec<(UserId, Bytes)>,
    pub(super) counts: Vec<(u64, u64)>,
}

impl Room {
    /// Hands what waits to the log, unless something is on its way already or went a moment ago: what comes meanwhile goes together.
    pub(super) fn save(&mut self) {
        if self.saving.is_some() || self.unsaved.counts.is_empty() {
            return;
        }
        let due = self.saved_at.map(|at| at + self.live.0.bounds.save_every);
        if let Some(due) = due.filter(|due| *due > Instant::now() && self.unsaved.bytes < AT_ONCE) {
            self.save_due = Some(due);
            return;
        }
        self.save_now();
    }

    fn save_now(&mut self) {
        if self.saving.is_some() || self.unsaved.counts.is_empty() {
            return;
        }
        self.save_due = None;
        self.saved_at = Some(Instant::now());
        let Unsaved { rows, counts, .. } = std::mem::take(&mut self.unsaved);
        if rows.is_empty() {
            // All of it was known, and what is known is on disk: nothing is on its way.
            self.acknowledge(&counts);
            return;
        }
        let now = self.live.0.platform.clock.now();
        let touch = self.touched.is_none_or(|last| now.since(last) >= TOUCH_EVERY);
        if touch {
            self.touched = Some(now);
        }
        let (live, document, written) = (self.live.clone(), self.id, rows.clone());
        let answer = Box::pin(async move {
            let mut tries = 0;
            loop {
                let turn = Turn { document, rows: written.clone(), touch };
                match live.0.log.submit(turn).await {
                    // Another node took the same number.
                    Err(Error::Db(error)) if error.is_unique_violation() && tries < 5 => tries += 1,
                    answer => return answer,
                }
            }
        });
        self.saving = Some(Saving { answer, rows, counts });
    }

    pub(super) async fn saved(&mut self, answer: Result<Option<i64>, Error>) -> Result<(), End> {
        let Some(saving) = self.saving.take() else { return Ok(()) };
        match answer {
            Ok(Some(_)) => {}
            Ok(None) => return Err(End(code::NOT_FOUND)),
            Err(error) => {
                tracing::error!(%error, document.id = %self.id, "updates could not be written; the document is read anew");
                return Err(End(code::INTERNAL));
            }
        }
        self.acknowledge(&saving.counts);
        // Other nodes hear it only now: one that opens the document meanwhile finds it in the log.
        for (_, row) in &saving.rows {
            self.publish(BUS_UPDATE, row).await;
        }
        self.unfolded += saving.rows.len() as u64;
        // Who left while this was on its way has left the folding to us.
        if self.unfolded >= self.live.0.bounds.fold_after || self.seats.is_empty() {
            self.fold();
        }
        Ok(())
    }

    pub(super) fn acknowledge(&mut self, counts: &[(u64, u64)]) {
        let mut told: Vec<u64> = Vec::with_capacity(counts.len());
        for (id, count) in counts {
            if let Some(seat) = self.seats.get_mut(id) {
                seat.durable += count;
                if !told.contains(id) {
                    told.push(*id);
                }
            }
        }
        for id in told {
            if let Some(seat) = self.seats.get(&id).filter(|seat| seat.peer.acks) {
                seat.peer.send(wire::ack(seat.durable));
            }
        }
    }

    pub(super) fn fold(&mut self) {
        if self.folding.is_none() {
            let (live, id) = (self.live.clone(), self.id);
            self.folding = Some(Box::pin(async move { live.fold(id).await }));
        }
    }

    pub(super) fn folded(&mut self, answer: Result<u64, Error>) {
        self.folding = None;
        match answer {
            // Nothing to fold, or another node did: count anew.
            Ok(0) => self.unfolded = 0,
            Ok(count) => self.unfolded = self.unfolded.saturating_sub(count),
            Err(error) => {
                self.unfolded = 0;
                tracing::error!(%error, document.id = %self.id, "a document could not be folded");
            }
        }
    }

    /// Before the room ends: what was passed on is written, unless writing is what failed.
    pub(super) async fn save_all(&mut self, code: u16) {
        if code == code::INTERNAL || code == code::NOT_FOUND {
            return;
        }
        loop {
            self.save_now();
            if self.saving.is_none() {
                return;
            }
            let answer = settle(&mut self.saving).await;
            if self.saved(answer).await.is_err() {
                return;
            }
        }
    }
}

/// Waits for what is on its way to the disk; forever if nothing is.
pub(super) async fn settle(saving: &mut Option<Saving>) -> Result<Option<i64>, Error> {
    match saving {
        Some(saving) => saving.answer.as_mut().await,
        None => std::future::pending().await,
    }
}
