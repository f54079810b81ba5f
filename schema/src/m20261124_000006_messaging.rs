//! Channels, messages, read cursors.

crate::migration!(
    "
CREATE TABLE channels (
    id {uuid} NOT NULL PRIMARY KEY,
    team_id {uuid} NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    private {bool} NOT NULL,
    last_seq {bigint} NOT NULL,
    created_by {uuid} NOT NULL REFERENCES users (id),
    created_at {timestamp} NOT NULL,
    UNIQUE (team_id, name)
){table};
CREATE TABLE channel_members (
    channel_id {uuid} NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
    user_id {uuid} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    joined_at {timestamp} NOT NULL,
    PRIMARY KEY (channel_id, user_id)
){clustered};
CREATE INDEX channel_members_user ON channel_members (user_id);
CREATE TABLE messages (
    channel_id {uuid} NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
    seq {bigint} NOT NULL,
    id {uuid} NOT NULL,
    author_id {uuid} NOT NULL REFERENCES users (id),
    client_id TEXT NOT NULL,
    text TEXT NOT NULL,
    html TEXT NOT NULL,
    created_at {timestamp} NOT NULL,
    PRIMARY KEY (channel_id, seq),
    UNIQUE (channel_id, author_id, client_id)
){clustered};
CREATE TABLE read_cursors (
    channel_id {uuid} NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
    user_id {uuid} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    last_read_seq {bigint} NOT NULL,
    updated_at {timestamp} NOT NULL,
    PRIMARY KEY (channel_id, user_id)
){clustered};
"
);
