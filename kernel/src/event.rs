//! What listeners hear.

use serde::{Deserialize, Serialize};

use crate::{ChannelId, EventId, SessionId, TeamId, UserId};

/// Who hears an event. A socket listens to the topics that its person may hear, worked out when it opens and again
/// whenever an event that [`regroups`](Event::regroups) reaches it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "id")]
pub enum Topic {
    /// All devices of one person.
    User(UserId),
    /// Everyone in a team.
    Team(TeamId),
    /// Everyone who may read a channel.
    Channel(ChannelId),
    /// The servers themselves, not people: caches to drop, sockets to close.
    Internal,
}

/// Something that happened, on its way from the transaction that caused it to whoever should hear it.
///
/// It carries ids and sequence numbers, so that a listener that missed one sees the gap and fetches.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    /// Unique, and ordered by time on one node.
    pub id: EventId,
    /// Who hears it.
    pub topic: Topic,
    /// Its name, `noun.verb`, as it stands in `type` on the wire.
    pub kind: String,
    /// The whole JSON object that a browser gets, `type` included (empty object for [`Topic::Internal`] ones
    /// without details).
    pub payload: String,
    /// Whether hearing it changes what a listener may hear (joined, left, a new channel): sockets then ask anew.
    #[serde(default)]
    pub regroups: bool,
    /// A session that ended: its sockets close with 4401.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_session: Option<SessionId>,
}
