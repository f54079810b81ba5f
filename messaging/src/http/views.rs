//! Wire types.

use kernel::{ChannelId, MessageId, Person, TeamId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{Channel, model::Cursor};

/// A channel, as the caller sees it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Channel)]
pub(super) struct ChannelView {
    id: ChannelId,
    team_id: TeamId,
    /// Lower-case letters and digits of any script, `-` and `_`; unique in its team.
    name: String,
    /// Whether only its members may read it.
    private: bool,
    /// The number of its last message, 0 before the first.
    last_seq: i64,
    /// Up to where the caller has read.
    last_read_seq: i64,
    /// How many messages the caller has not read: `lastSeq - lastReadSeq`.
    unread: i64,
    created_at: Timestamp,
}

impl From<Channel> for ChannelView {
    fn from(channel: Channel) -> Self {
        Self {
            unread: channel.unread(),
            id: channel.id,
            team_id: channel.team,
            name: channel.name,
            private: channel.private,
            last_seq: channel.last_seq,
            last_read_seq: channel.last_read_seq,
            created_at: channel.created_at,
        }
    }
}

/// A channel to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = NewChannel)]
pub(super) struct ChannelIn {
    /// Becomes lower-case letters and digits of any script, `-` and `_`, 1 to 64 characters.
    pub(super) name: String,
    /// Whether only its members may read it; its maker is the first.
    #[serde(default)]
    pub(super) private: bool,
}

/// Where a list of channels goes on.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ChannelsQuery {
    /// The `nextCursor` of the page before.
    pub(super) cursor: Option<String>,
    /// Accepted and ignored: a page has 500 channels.
    #[serde(default, rename = "limit")]
    #[param(value_type = Option<u32>)]
    pub(super) _limit: Option<u32>,
}

/// A message.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Message)]
pub(super) struct MessageView {
    id: MessageId,
    channel_id: ChannelId,
    /// 1 for the first of its channel, without a gap.
    seq: i64,
    /// The name that its author's device gave it.
    client_id: String,
    author: Person,
    /// As typed.
    text: String,
    /// As shown; sanitised.
    html: String,
    created_at: Timestamp,
}

/// A message to be sent.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = NewMessage)]
pub(super) struct MessageIn {
    /// Markdown, 1 to 16,000 characters.
    pub(super) text: String,
    /// A name of the device's own choosing, 1 to 64 characters: sending again under it is safe.
    pub(super) client_id: String,
}

/// Which messages. With `after` the list goes forward from there; without, back from `before` or the newest.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct MessagesQuery {
    /// Only numbers below.
    pub(super) before: Option<u64>,
    /// Only numbers above.
    pub(super) after: Option<u64>,
    /// 1 to 100, 50 unless told.
    pub(super) limit: Option<u32>,
}

/// Up to where the caller has read.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ReadMark)]
pub(super) struct ReadIn {
    /// The number of the last message that was read. Above the last one means all; below the cursor changes nothing.
    pub(super) seq: i64,
}

/// Where the caller's cursor stands.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReadCursor)]
pub(super) struct CursorView {
    last_read_seq: i64,
    unread: i64,
}

impl From<Cursor> for CursorView {
    fn from(cursor: Cursor) -> Self {
        Self { last_read_seq: cursor.last_read_seq, unread: cursor.unread }
    }
}
