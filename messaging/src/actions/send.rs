//! Sending a message.
//!
//! The one log of this room. What waits when the database is free becomes one transaction with one statement per table: look for
//! names that were used before, move each channel's last number, write the messages, move their authors' read cursors. A number is
//! given in the transaction that writes its message, so that there is no gap, whatever fails.

use std::{collections::HashMap, sync::Arc};

use kernel::{Actor, ChannelId, MessageId, TeamId, UserId};
use platform::{
    Platform,
    db::{Coalescer, Tx},
};
use teams::Write;

use crate::{
    Error, Messaging,
    cache::Caches,
    events,
    line::{self, Line},
    model::Message,
    rules, store,
};

/// The most messages that are written at once: eight values each, far below SQLite's 32,766.
const MAX_BATCH: usize = 512;

/// What is asked for.
#[derive(Clone, Debug)]
pub(crate) struct Send {
    pub(crate) channel: ChannelId,
    /// As typed.
    pub(crate) text: String,
    pub(crate) client_id: String,
}

/// A message that waits for its number.
pub(crate) struct Outgoing {
    team: TeamId,
    channel: ChannelId,
    author: UserId,
    /// The author as JSON.
    author_json: Arc<str>,
    client_id: String,
    text: String,
    html: String,
}

impl Outgoing {
    fn name(&self) -> Name<'_> {
        (self.channel, self.author, &self.client_id)
    }
}

/// What makes a message the same: the author's device may send it again until it hears that it was taken.
type Name<'a> = (ChannelId, UserId, &'a str);

/// A message that is written.
#[derive(Clone)]
pub(crate) struct Sent {
    channel: ChannelId,
    pub(crate) line: Arc<Line>,
    /// Written now; otherwise it was there before.
    pub(crate) new: bool,
}

/// `None` when the channel is gone.
pub(crate) type Outcome = Option<Sent>;

/// Starts the log.
pub(crate) fn open_log(platform: &Platform, caches: &Arc<Caches>) -> Coalescer<Outgoing, Outcome, Error> {
    let (this, caches) = (platform.clone(), Arc::clone(caches));
    Coalescer::spawn_watched(
        &platform.db,
        &platform.tasks,
        "messages",
        MAX_BATCH,
        async move |tx: &Tx, batch: &[Outgoing]| write(&this, tx, batch).await,
        move |outcomes: &[Outcome]| {
            for sent in outcomes.iter().flatten().filter(|sent| sent.new) {
                caches.newest.push(sent.channel, &sent.line);
            }
        },
    )
}

async fn write(platform: &Platform, tx: &Tx, batch: &[Outgoing]) -> Result<Vec<Outcome>, Error> {
    // Of those with the same name the first one counts.
    let mut places: HashMap<Name<'_>, usize> = HashMap::with_capacity(batch.len());
    let mut fresh: Vec<&Outgoing> = Vec::with_capacity(batch.len());
    for item in batch {
        places.entry(item.name()).or_insert_with(|| {
            fresh.push(item);
            fresh.len() - 1
        });
    }
    let mut outcomes: Vec<Outcome> = vec![None; fresh.len()];
    let names: Vec<Name<'_>> = fresh.iter().map(|item| item.name()).collect();
    for message in &store::messages::sent_as(tx, &names).await? {
        if let Some(place) = places.get(&(message.channel, message.author, message.client_id.as_str())) {
            let line = Arc::new(Line::render(message)?);
            outcomes[*place] = Some(Sent { channel: message.channel, line, new: false });
        }
    }
    fresh.retain(|item| places.get(&item.name()).is_some_and(|place| outcomes[*place].is_none()));
    let messages = number(platform, tx, &mut fresh).await?;
    store::messages::insert(tx, &messages).await?;
    let mut read: HashMap<(ChannelId, UserId), i64> = HashMap::with_capacity(messages.len());
    for (item, message) in fresh.into_iter().zip(&messages) {
        let line = Arc::new(Line::render(message)?);
        tx.emit(events::message_created(platform, item.team, item.channel, &line, &item.author_json));
        read.insert((item.channel, item.author), message.seq);
        if let Some(place) = places.get(&item.name()) {
            outcomes[*place] = Some(Sent { channel: item.channel, line, new: true });
        }
    }
    // Whoever writes has read what stands before. Always in the same order, so that two nodes don't wait in a circle.
    let mut marks: Vec<_> = read.into_iter().map(|((channel, user), seq)| (channel, user, seq)).collect();
    marks.sort_unstable();
    store::cursors::advance_silently(tx, &marks, tx.now()).await?;
    Ok(answer(batch, &places, &outcomes))
}

/// Gives each its number, in the order they came. Those whose channel is gone are taken out of `items`.
async fn number(platform: &Platform, tx: &Tx, items: &mut Vec<&Outgoing>) -> Result<Vec<Message>, Error> {
    let mut counts: HashMap<ChannelId, i64> = HashMap::new();
    for item in items.iter() {
        *counts.entry(item.channel).or_default() += 1;
    }
    let mut ordered: Vec<(ChannelId, i64)> = counts.into_iter().collect();
    ordered.sort_unstable();
    let mut next = store::channels::advance(tx, &ordered).await?;
    for (channel, count) in ordered {
        if let Some(seq) = next.get_mut(&channel) {
            *seq -= count;
        }
    }
    let at = tx.now();
    let mut messages = Vec::with_capacity(items.len());
    items.retain(|item| {
        let Some(seq) = next.get_mut(&item.channel) else { return false };
        *seq += 1;
        messages.push(Message {
            id: MessageId::generate(&platform.clock, &platform.rng),
            channel: item.channel,
            seq: *seq,
            author: item.author,
            client_id: item.client_id.clone(),
            text: item.text.clone(),
            html: item.html.clone(),
            created_at: at,
        });
        true
    });
    Ok(messages)
}

/// One answer each. Of those with the same name the first one is new.
fn answer(batch: &[Outgoing], places: &HashMap<Name<'_>, usize>, outcomes: &[Outcome]) -> Vec<Outcome> {
    let mut answered = vec![false; outcomes.len()];
    let of = |item: &Outgoing| {
        let place = *places.get(&item.name())?;
        let mut sent = outcomes[place].clone()?;
        sent.new &= !std::mem::replace(&mut answered[place], true);
        Some(sent)
    };
    batch.iter().map(of).collect()
}

impl Messaging {
    /// Sends a message and returns when it is on disk. The same `client_id` again gives the message that is there.
    pub(crate) async fn send(&self, actor: &Actor, input: Send) -> Result<(Sent, Arc<str>), Error> {
        let permit = self.permit::<Write>(actor, input.channel).await?;
        rules::client_id(&input.client_id)?;
        let text = rules::message_text(&input.text)?;
        let person = self.0.accounts.person(permit.user()).await?;
        let author_json: Arc<str> = line::author(&person)?.into();
        let outgoing = Outgoing {
            team: permit.team(),
            channel: permit.channel(),
            author: permit.user(),
            author_json: Arc::clone(&author_json),
            client_id: input.client_id,
            html: sanitize::sanitize_markdown(&text),
            text,
        };
        match self.0.log.submit(outgoing).await {
            Ok(sent) => Ok((sent.ok_or(Error::NotFound)?, author_json)),
            Err(error) => {
                // It may be on disk all the same (the connection broke after the commit): what is remembered may lack it.
                self.0.caches.newest.forget(input.channel);
                Err(error)
            }
        }
    }
}
