//! What a channel and a message are.

use kernel::{ChannelId, MessageId, TeamId, Timestamp, UserId};

/// A channel as one person sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Channel {
    /// Its id.
    pub id: ChannelId,
    /// The team that it belongs to, for good.
    pub team: TeamId,
    /// Its name, unique in its team.
    pub name: String,
    /// Whether only its members may read it. Never changes.
    pub private: bool,
    /// The number of its last message, 0 before the first.
    pub last_seq: i64,
    /// Up to where this person has read.
    pub last_read_seq: i64,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Channel {
    /// How many messages this person has not read.
    #[must_use]
    pub const fn unread(&self) -> i64 {
        unread(self.last_seq, self.last_read_seq)
    }
}

/// Numbers have no gap, so that what is unread is a difference.
pub(crate) const fn unread(last_seq: i64, last_read_seq: i64) -> i64 {
    if last_seq > last_read_seq { last_seq - last_read_seq } else { 0 }
}

/// What decides who may read a channel. It never changes, so that it may be remembered for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Facts {
    pub(crate) id: ChannelId,
    pub(crate) team: TeamId,
    pub(crate) private: bool,
}

/// A message. It never changes once it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Message {
    pub(crate) id: MessageId,
    pub(crate) channel: ChannelId,
    /// 1 for the first of its channel, without a gap.
    pub(crate) seq: i64,
    pub(crate) author: UserId,
    /// The name that its author's device gave it, so that sending twice makes one.
    pub(crate) client_id: String,
    /// As typed.
    pub(crate) text: String,
    /// As shown; safe to put into a page.
    pub(crate) html: String,
    pub(crate) created_at: Timestamp,
}

/// How far a person has read, and what is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cursor {
    pub(crate) last_read_seq: i64,
    pub(crate) unread: i64,
}
