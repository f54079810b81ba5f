//! The one task that owns an open document.

mod nodes;
mod saving;

use std::{collections::HashMap, pin::Pin, sync::Arc};

use bytes::Bytes;
use kernel::{DocumentId, Timestamp};
use platform::bus::FrameStream;
use tokio::{
    sync::mpsc,
    time::{Instant, sleep_until},
};

use super::{
    Live, code,
    inspect::inspect,
    log,
    peer::Peer,
    presence::{Owner, Presence},
    replica::{Applied, Failure, Replica},
    waiting::Waiting,
    wire::{self, Said},
};
use crate::Error;

use nodes::{BUS_PRESENCE, BUS_WHO, subject};
use saving::{Saving, Unsaved, settle};

/// How many frames are taken from the mailbox at once.
const TURN: usize = 64;

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
    /// When the last batch went, and when the next one goes.
    saved_at: Option<Instant>,
    save_due: Option<Instant>,
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
            saved_at: None,
            save_due: None,
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
            let is_saved = self.saving.is_none() && self.unsaved.counts.is_empty();
            let is_idle = self.seats.is_empty() && is_saved && self.folding.is_none();
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
                () = sleep_until(self.save_due.unwrap_or(idle_at)), if self.save_due.is_some() => {
                    self.save_due = None;
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
}

async fn finish<T>(future: &mut Option<Future<T>>) -> T {
    match future {
        Some(future) => future.as_mut().await,
        None => std::future::pending().await,
    }
}
