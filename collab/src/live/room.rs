//! The one task that owns an open document.

use std::{collections::HashMap, pin::Pin, sync::Arc};

use bytes::Bytes;
use kernel::{DocumentId, Timestamp, UserId};
use platform::bus::{FrameStream, HeardFrame};
use tokio::{
    sync::mpsc,
    time::{Duration, Instant, sleep_until},
};

use super::{
    Live, code,
    inspect::inspect,
    log::{self, Turn},
    peer::Peer,
    presence::{Owner, Presence},
    replica::{Applied, Failure, Replica},
    waiting::Waiting,
    wire::{self, Said},
};
use crate::Error;

/// How many frames are taken from the mailbox at once.
const TURN: usize = 64;
/// Edits show in `updated_at` so often at most.
const TOUCH_EVERY: Duration = Duration::from_secs(10);

/// Frames between nodes begin with one of these.
const BUS_UPDATE: u8 = 0;
const BUS_PRESENCE: u8 = 1;
const BUS_WHO: u8 = 2;

/// What sockets ask of the document.
pub(crate) enum Command {
    Join(Arc<Peer>),
    Frame(Arc<Peer>, Bytes),
    Leave(u64),
}

/// How the room ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct End(u16);

type Future<T> = Pin<Box<dyn std::future::Future<Output = T> + Send>>;

/// What waits for the disk.
#[derive(Default)]
struct Unsaved {
    rows: Vec<(UserId, Bytes)>,
    bytes: usize,
    /// Whose update messages are among them, and how many.
    counts: Vec<(u64, u64)>,
}

impl Unsaved {
    fn count(&mut self, peer: u64) {
        match self.counts.last_mut() {
            Some((last, count)) if *last == peer => *count += 1,
            _ => self.counts.push((peer, 1)),
        }
    }
}

struct Saving {
    answer: Future<Result<Option<i64>, Error>>,
    rows: Vec<(UserId, Bytes)>,
    counts: Vec<(u64, u64)>,
}

struct Seat {
    peer: Arc<Peer>,
    durable: u64,
}

pub(super) struct Room {
    live: Live,
    id: DocumentId,
    replica: Replica,
    seats: HashMap<u64, Seat>,
    presence: Presence,
    presence_due: Option<Instant>,
    unsaved: Unsaved,
    saving: Option<Saving>,
    folding: Option<Future<Result<u64, Error>>>,
    unfolded: u64,
    /// Applied, but of no effect until what they build on comes.
    waiting: Waiting,
    touched: Option<Timestamp>,
    empty_since: Instant,
}

/// Owns a document until nobody needs it.
pub(super) async fn run(
    live: Live,
    id: DocumentId,
    mut mailbox: mpsc::Receiver<Command>,
    own: mpsc::WeakSender<Command>,
) {
    metrics::gauge!("collab_open_documents").increment(1.0);
    let code = match Room::open(&live, id).await {
        Ok((mut room, mut frames)) => {
            let End(code) = room.live(&mut mailbox, &mut frames).await;
            room.save_all(code).await;
            for seat in room.seats.values() {
                seat.peer.close(code);
            }
            code
        }
        Err(error) => {
            tracing::error!(%error, document.id = %id, "a document can't be opened");
            code::INTERNAL
        }
    };
    live.forget_room(id, &own);
    // Who came meanwhile comes again.
    mailbox.close();
    while let Some(command) = mailbox.recv().await {
        if let Command::Join(peer) = command {
            peer.close(if code == 0 { code::TOO_SLOW } else { code });
        }
    }
    metrics::gauge!("collab_open_documents").decrement(1.0);
}

impl Room {
    async fn open(live: &Live, id: DocumentId) -> Result<(Self, FrameStream), Error> {
        let platform = &live.0.platform;
        // Listening begins before reading: what other nodes commit after the reading is heard.
        let frames = platform.bus.frames(&subject(id)).await.map_err(kernel::Problem::from)?;
        let (replica, stored, waiting) = log::load(&platform.db, id, &live.0.bounds).await?;
        let mut room = Self {
            live: live.clone(),
            id,
            replica,
            seats: HashMap::new(),
            presence: Presence::default(),
            presence_due: None,
            unsaved: Unsaved::default(),
            saving: None,
            folding: None,
            unfolded: stored.unfolded(),
            waiting,
            touched: None,
            empty_since: Instant::now(),
        };
        room.publish(BUS_WHO, &[]).await;
        Ok((room, frames))
    }

    /// Works until the room ends; gives the code that its peers are closed with (0: there are none).
    async fn live(&mut self, mailbox: &mut mpsc::Receiver<Command>, frames: &mut FrameStream) -> End {
        let stopping = self.live.0.platform.tasks.stopping();
        let bounds = self.live.0.bounds.clone();
        let mut turn = Vec::with_capacity(TURN);
        loop {
            let idle_at = self.empty_since + bounds.idle;
            let is_idle = self.seats.is_empty() && self.saving.is_none() && self.folding.is_none();
            let done = tokio::select! {
                biased;
                () = stopping.cancelled() => Err(End(code::RESTART)),
                answer = settle(&mut self.saving) => self.saved(answer).await,
                answer = finish(&mut self.folding) => {
                    self.folded(answer);
                    Ok(())
                }
                heard = frames.next() => match heard {
                    Some(heard) => self.hear(heard).await,
                    None => Err(End(code::RESTART)),
                },
                count = mailbox.recv_many(&mut turn, TURN), if self.unsaved.bytes <= bounds.unsaved_bytes => {
                    if count == 0 { Err(End(0)) } else { self.turn(&mut turn) }
                }
                () = sleep_until(self.presence_due.unwrap_or(idle_at)), if self.presence_due.is_some() => {
                    self.tell_presence().await;
                    Ok(())
                }
                () = sleep_until(idle_at), if is_idle => {
                    if self.live.retire(self.id) { Err(End(0)) } else {
                        self.empty_since = Instant::now();
                        Ok(())
                    }
                }
            };
            if let Err(end) = done {
                return end;
            }
            self.save();
            if self.presence.has_news() && self.presence_due.is_none() {
                self.presence_due = Some(Instant::now() + bounds.presence_every);
            }
        }
    }

    fn turn(&mut self, turn: &mut Vec<Command>) -> Result<(), End> {
        for command in turn.drain(..) {
            match command {
                Command::Join(peer) => self.join(peer),
                Command::Leave(id) => self.leave(id),
                Command::Frame(peer, frame) => self.frame(&peer, &frame)?,
            }
        }
        Ok(())
    }

    fn join(&mut self, peer: Arc<Peer>) {
        self.live.joined(self.id);
        peer.send(wire::step_1(&self.replica.state_vector()));
        self.presence.expire(Instant::now());
        if let Some(states) = self.presence.all() {
            peer.send(wire::awareness(&states));
        }
        self.seats.insert(peer.id, Seat { peer, durable: 0 });
    }

    fn leave(&mut self, id: u64) {
        if self.seats.remove(&id).is_none() {
            return;
        }
        self.presence.leave(id);
        if self.seats.is_empty() {
            self.empty_since = Instant::now();
            if self.unfolded > 0 && self.saving.is_none() && self.unsaved.rows.is_empty() {
                self.fold();
            }
        }
    }

    /// One frame of a client. What is wrong with it closes that client; only a broken replica ends the room.
    fn frame(&mut self, peer: &Arc<Peer>, frame: &Bytes) -> Result<(), End> {
        if peer.close_code() != 0 {
            return Ok(());
        }
        let said = match wire::read(frame) {
            Ok(said) => said,
            Err(refusal) => {
                peer.close(code::of(refusal));
                return Ok(());
            }
        };
        let alone = said.len() == 1;
        for said in said {
            let heard = match said {
                Said::Step1(vector) => self.answer(peer, vector),
                Said::Step2(update) if update == wire::EMPTY_UPDATE => Ok(()),
                Said::Step2(update) => self.edit(peer, frame, update, None)?,
                Said::Update(update) => self.edit(peer, frame, update, alone.then_some(frame))?,
                Said::Awareness(body) => self.place(peer, body),
                Said::QueryAwareness => {
                    if let Some(states) = self.presence.all() {
                        peer.send(wire::awareness(&states));
                    }
                    Ok(())
                }
                Said::Auth => Ok(()),
            };
            if let Err(code) = heard {
                peer.close(code);
                return Ok(());
            }
            if said.counts() {
                self.unsaved.count(peer.id);
            }
        }
        Ok(())
    }

    fn answer(&self, peer: &Peer, vector: &[u8]) -> Result<(), u16> {
        let update = self.replica.diff(vector).map_err(code::of)?;
        peer.send(wire::step_2(&update));
        for update in self.waiting.updates() {
            peer.send(wire::update(update));
        }
        Ok(())
    }

    fn place(&mut self, peer: &Peer, body: &[u8]) -> Result<(), u16> {
        let owner = Owner::Peer(peer.id, peer.identity.user);
        let told = self.presence.hear(owner, body, self.live.0.bounds.state_bytes, Instant::now()).map_err(code::of)?;
        if let Some(told) = told {
            peer.send(wire::awareness(&told));
        }
        Ok(())
    }

    /// An update of a client: held against bounds and rights, applied, passed on, and put up for the log.
    fn edit(
        &mut self,
        peer: &Arc<Peer>,
        frame: &Bytes,
        update: &[u8],
        as_it_is: Option<&Bytes>,
    ) -> Result<Result<(), u16>, End> {
        let inspected = match inspect(update, &self.live.0.bounds) {
            Ok(inspected) => inspected,
            Err(refusal) => return Ok(Err(code::of(refusal))),
        };
        if inspected.is_empty() {
            return Ok(Ok(()));
        }
        if !peer.may_write() {
            // Even who only reads answers with the deletions that it knows; all of them are known here.
            let known = self.replica.knows(&inspected);
            return Ok(if known { Ok(()) } else { Err(code::FORBIDDEN) });
        }
        let row = frame.slice_ref(update);
        match self.replica.apply(update, &inspected) {
            Ok(Applied::Known) => return Ok(Ok(())),
            Ok(Applied::Changed) => self.settle_waiting()?,
            Ok(Applied::Waiting) => {
                if !self.waiting.has_room(row.len(), self.live.0.bounds.pending_bytes) {
                    return Ok(Err(code::MALFORMED));
                }
                self.waiting.push(inspected, row.clone());
            }
            Err(Failure::Refused(refusal)) => return Ok(Err(code::of(refusal))),
            Err(Failure::Broken) => {
                tracing::error!(document.id = %self.id, user.id = %peer.identity.user, "an update broke a document; it is read anew");
                peer.close(code::MALFORMED);
                return Err(End(code::TOO_SLOW));
            }
        }
        let frame = as_it_is.cloned().unwrap_or_else(|| wire::update(update));
        self.tell(&frame, Some(peer.id));
        self.unsaved.bytes += row.len();
        self.unsaved.rows.push((peer.identity.user, row));
        metrics::counter!("collab_updates_total").increment(1);
        Ok(Ok(()))
    }

    /// What waited may have become ready.
    fn settle_waiting(&mut self) -> Result<(), End> {
        self.waiting.settle(&self.replica).map_err(|_| End(code::TOO_SLOW))
    }

    fn tell(&self, frame: &Bytes, except: Option<u64>) {
        for (id, seat) in &self.seats {
            if Some(*id) != except {
                seat.peer.send(frame.clone());
            }
        }
    }

    async fn tell_presence(&mut self) {
        self.presence_due = None;
        let Some(news) = self.presence.news() else { return };
        self.tell(&wire::awareness(&news), None);
        self.publish(BUS_PRESENCE, &news).await;
    }

    /// Hands what waits to the log, unless something is on its way already: what comes meanwhile goes together.
    fn save(&mut self) {
        if self.saving.is_some() || self.unsaved.counts.is_empty() {
            return;
        }
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

    async fn saved(&mut self, answer: Result<Option<i64>, Error>) -> Result<(), End> {
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

    fn acknowledge(&mut self, counts: &[(u64, u64)]) {
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

    fn fold(&mut self) {
        if self.folding.is_none() {
            let (live, id) = (self.live.clone(), self.id);
            self.folding = Some(Box::pin(async move { live.fold(id).await }));
        }
    }

    fn folded(&mut self, answer: Result<u64, Error>) {
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

    async fn publish(&mut self, kind: u8, body: &[u8]) {
        let mut frame = Vec::with_capacity(body.len() + 1);
        frame.push(kind);
        frame.extend_from_slice(body);
        if let Err(error) = self.live.0.platform.bus.publish_frame(&subject(self.id), frame.into()).await {
            tracing::debug!(%error, document.id = %self.id, "other nodes could not be told");
        }
    }

    /// What another node says. It has held it against the bounds; a newer release may say what we don't know.
    async fn hear(&mut self, heard: HeardFrame) -> Result<(), End> {
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
    async fn read_again(&mut self) -> Result<(), End> {
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

    /// Before the room ends: what was passed on is written, unless writing is what failed.
    async fn save_all(&mut self, code: u16) {
        if code == code::INTERNAL || code == code::NOT_FOUND {
            return;
        }
        loop {
            self.save();
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

/// The subject of a document between nodes.
fn subject(id: DocumentId) -> String {
    format!("collab.{id}")
}

async fn settle(saving: &mut Option<Saving>) -> Result<Option<i64>, Error> {
    match saving {
        Some(saving) => saving.answer.as_mut().await,
        None => std::future::pending().await,
    }
}

async fn finish<T>(future: &mut Option<Future<T>>) -> T {
    match future {
        Some(future) => future.as_mut().await,
        None => std::future::pending().await,
    }
}
