//! What this room tells, and what it hears from its other nodes.

use std::sync::Arc;

use kernel::{ChannelId, Event, EventId, MessageId, TeamId, Timestamp, Topic, UserId};
use platform::{
    Platform,
    bus::{EventStream, Heard},
};
use serde::Deserialize;
use serde_json::json;
use teams::{Change, Changes, Teams};

use crate::{
    Channel,
    cache::Caches,
    line::Line,
    model::{Cursor, Message},
};

/// A message was sent. For everyone who may read the channel: `{channelId, teamId, seq, message}`. Its author has read up to it.
pub(crate) const MESSAGE_CREATED: &str = "message.created";
/// A channel was made. For the team, or for its members if it is private: `{teamId, channel}`; what they may hear changes.
pub(crate) const CHANNEL_CREATED: &str = "channel.created";
/// You have read further, on this device or another: `{channelId, lastReadSeq, unread}`.
pub(crate) const CHANNEL_READ: &str = "channel.read";

/// Tells of a message. Written by hand, since the message is JSON already; `author` is.
pub(crate) fn message_created(
    platform: &Platform,
    team: TeamId,
    channel: ChannelId,
    line: &Line,
    author: &str,
) -> Event {
    let seq = line.seq;
    let mut payload = String::with_capacity(line.weight() + author.len() + 160);
    payload.push_str(&format!(
        r#"{{"type":"{MESSAGE_CREATED}","channelId":"{channel}","teamId":"{team}","seq":{seq},"message":"#
    ));
    line.write(author, &mut payload);
    payload.push('}');
    Event {
        id: EventId::generate(&platform.clock, &platform.rng),
        topic: Topic::Channel(channel),
        kind: MESSAGE_CREATED.to_owned(),
        payload,
        regroups: false,
        ends_session: None,
    }
}

/// Tells of a channel.
pub(crate) fn channel_created(platform: &Platform, to: Topic, channel: &Channel) -> Event {
    let detail = json!({
        "teamId": channel.team,
        "channel": {
            "id": channel.id, "teamId": channel.team, "name": channel.name, "private": channel.private,
            "lastSeq": channel.last_seq, "lastReadSeq": channel.last_read_seq, "unread": channel.unread(),
            "createdAt": channel.created_at,
        },
    });
    platform.regrouping_event(to, CHANNEL_CREATED, detail)
}

/// Tells a person's devices how far it has read.
pub(crate) fn channel_read(platform: &Platform, user: UserId, channel: ChannelId, cursor: Cursor) -> Event {
    let detail = json!({ "channelId": channel, "lastReadSeq": cursor.last_read_seq, "unread": cursor.unread });
    platform.event(Topic::User(user), CHANNEL_READ, detail)
}

/// Keeps the caches in step with what other nodes write. Listening begins before anything is remembered.
pub(crate) fn follow(platform: &Platform, teams: &Teams, caches: &Arc<Caches>) {
    let tasks = &platform.tasks;
    tasks.spawn_service("messaging: messages", follow_messages(platform.bus.events(), Arc::clone(caches)));
    tasks.spawn_service("messaging: members", follow_members(teams.changes(), Arc::clone(caches)));
}

async fn follow_messages(mut events: EventStream, caches: Arc<Caches>) {
    while let Some(heard) = events.next().await {
        match heard {
            Heard::Event(event) => take_in(&event, &caches),
            Heard::Missed => caches.clear(),
        }
    }
}

async fn follow_members(mut changes: Changes, caches: Arc<Caches>) {
    while let Some(change) = changes.next().await {
        match change {
            Change::Member { user, .. } => caches.access.forget(user),
            Change::Unknown => caches.access.clear(),
        }
    }
}

fn take_in(event: &Event, caches: &Caches) {
    let Topic::Channel(channel) = event.topic else { return };
    if event.kind != MESSAGE_CREATED {
        return;
    }
    #[derive(Deserialize)]
    struct Number {
        seq: i64,
    }
    match serde_json::from_str(&event.payload) {
        // Most events are this node's own, whose commits were taken in before.
        Ok(Number { seq }) if !caches.newest.wants(channel, seq) => {}
        Ok(_) => match line_of(channel, &event.payload) {
            Ok(line) => caches.newest.push(channel, &Arc::new(line)),
            Err(_) => caches.newest.forget(channel),
        },
        Err(_) => caches.newest.forget(channel),
    }
}

/// The message out of its event. A newer release may have put more into it than we know; what we would show then is what we know.
fn line_of(channel: ChannelId, payload: &str) -> Result<Line, serde_json::Error> {
    #[derive(Deserialize)]
    struct Told {
        message: ToldMessage,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct ToldMessage {
        id: MessageId,
        seq: i64,
        client_id: String,
        author: ToldAuthor,
        text: String,
        html: String,
        created_at: Timestamp,
    }
    #[derive(Deserialize)]
    struct ToldAuthor {
        id: UserId,
    }
    let Told { message } = serde_json::from_str(payload)?;
    Line::render(&Message {
        id: message.id,
        channel,
        seq: message.seq,
        author: message.author.id,
        client_id: message.client_id,
        text: message.text,
        html: message.html,
        created_at: message.created_at,
    })
}
