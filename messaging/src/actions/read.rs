//! How far a person has read.
//!
//! A busy channel makes all its readers say so at the same time: their marks are written together.

use std::collections::HashMap;

use kernel::{Actor, ChannelId, UserId};
use platform::{
    Platform,
    db::{Coalescer, Tx},
};
use teams::Read;

use crate::{Error, Messaging, events, model::Cursor, store};

/// The most marks that are written at once: three values each, far below SQLite's 32,766.
const MAX_BATCH: usize = 500;

/// A person has read up to here.
pub(crate) struct Marked {
    channel: ChannelId,
    user: UserId,
    seq: i64,
}

/// Where the cursor stands then; `None` when the channel is gone.
pub(crate) type Outcome = Option<Cursor>;

/// Starts the log.
pub(crate) fn open_log(platform: &Platform) -> Coalescer<Marked, Outcome, Error> {
    let this = platform.clone();
    Coalescer::spawn(
        &platform.db,
        &platform.tasks,
        "read-cursors",
        MAX_BATCH,
        async move |tx: &Tx, marks: &[Marked]| {
            let mut furthest: HashMap<(ChannelId, UserId), i64> = HashMap::with_capacity(marks.len());
            for mark in marks {
                let seq = furthest.entry((mark.channel, mark.user)).or_insert(mark.seq);
                *seq = mark.seq.max(*seq);
            }
            let mut furthest: Vec<_> =
                furthest.into_iter().map(|((channel, user), seq)| (channel, user, seq)).collect();
            // Always in the same order, so that two nodes don't wait for each other in a circle.
            furthest.sort_unstable();
            let moved = store::cursors::advance(tx, &furthest, tx.now()).await?;
            let mut cursors = HashMap::with_capacity(moved.len());
            for (channel, user, cursor) in moved {
                tx.emit(events::channel_read(&this, user, channel, cursor));
                cursors.insert((channel, user), cursor);
            }
            Ok(marks.iter().map(|mark| cursors.get(&(mark.channel, mark.user)).copied()).collect())
        },
    )
}

impl Messaging {
    /// Moves the actor's cursor forward, never back and never past the last message. Their devices are told if it moves.
    pub(crate) async fn mark_read(&self, actor: &Actor, channel: ChannelId, seq: i64) -> Result<Cursor, Error> {
        let permit = self.permit::<Read>(actor, channel).await?;
        if seq < 0 {
            return Err(Error::field("seq", "out_of_range", "Numbers of messages begin at 1."));
        }
        let found = store::cursors::find(self.0.platform.db.read(), &permit).await?;
        let (cursor, last_seq) = found.ok_or(Error::NotFound)?;
        if seq.min(last_seq) <= cursor.last_read_seq {
            return Ok(cursor);
        }
        let mark = Marked { channel, user: permit.user(), seq };
        self.0.cursors.submit(mark).await?.ok_or(Error::NotFound)
    }
}
