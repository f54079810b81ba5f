//! Table `read_cursors`.

use kernel::{ChannelId, TeamId, Timestamp, UserId};
use platform::db::DbError;
use sea_orm::{ConnectionTrait, Value};
use teams::Verb;

use super::{rows, statement};
use crate::{
    ChannelPermit,
    model::{Cursor, unread},
};

/// A person, a channel, and up to where it was read.
pub(crate) type Mark = (ChannelId, UserId, i64);

/// Where a person stands in a channel; `None` when the channel is gone.
pub(crate) async fn find<V: Verb>(
    conn: &impl ConnectionTrait,
    permit: &ChannelPermit<V>,
) -> Result<Option<(Cursor, i64)>, DbError> {
    let sql = "SELECT c.last_seq, COALESCE(r.last_read_seq, 0) AS last_read_seq FROM channels c \
               LEFT JOIN read_cursors r ON r.channel_id = c.id AND r.user_id = $2 WHERE c.id = $1";
    let values = vec![permit.channel().into(), permit.user().into()];
    let Some(row) = conn.query_one_raw(statement(conn, sql, values)).await? else { return Ok(None) };
    let (last_seq, last_read_seq): (i64, i64) = (row.try_get("", "last_seq")?, row.try_get("", "last_read_seq")?);
    Ok(Some((Cursor { last_read_seq, unread: unread(last_seq, last_read_seq) }, last_seq)))
}

/// Puts a new member's cursors at the end of each public channel of the team.
pub(crate) async fn begin(
    conn: &impl ConnectionTrait,
    team: TeamId,
    user: UserId,
    at: Timestamp,
) -> Result<(), DbError> {
    let sql = "INSERT INTO read_cursors (channel_id, user_id, last_read_seq, updated_at) \
               SELECT id, $2, last_seq, $3 FROM channels WHERE team_id = $1 AND private = $4 \
               ON CONFLICT (channel_id, user_id) DO UPDATE SET last_read_seq = excluded.last_read_seq, \
               updated_at = excluded.updated_at";
    let values = vec![team.into(), user.into(), at.into(), false.into()];
    conn.execute_raw(statement(conn, sql, values)).await?;
    Ok(())
}

/// Moves cursors forward, never back and never past the channel's last message. Each pair may stand in `marks` once. Answers with
/// where they stand then; a channel that is gone is not in the answer.
pub(crate) async fn advance(
    conn: &impl ConnectionTrait,
    marks: &[Mark],
    at: Timestamp,
) -> Result<Vec<(ChannelId, UserId, Cursor)>, DbError> {
    if marks.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "{} RETURNING channel_id, user_id, last_read_seq, \
         (SELECT last_seq FROM channels WHERE channels.id = read_cursors.channel_id) AS last_seq",
        forward(marks.len())
    );
    let values = values(marks, at);
    let mut cursors = Vec::with_capacity(marks.len());
    for row in conn.query_all_raw(statement(conn, sql, values)).await? {
        let (last_seq, last_read_seq) = (row.try_get("", "last_seq")?, row.try_get("", "last_read_seq")?);
        let cursor = Cursor { last_read_seq, unread: unread(last_seq, last_read_seq) };
        cursors.push((row.try_get("", "channel_id")?, row.try_get("", "user_id")?, cursor));
    }
    Ok(cursors)
}

/// As [`advance`], for whoever needs no answer: each row of an answer is a switch between SQLite's thread and ours, in every commit
/// of the log.
pub(crate) async fn advance_silently(
    conn: &impl ConnectionTrait,
    marks: &[Mark],
    at: Timestamp,
) -> Result<(), DbError> {
    if !marks.is_empty() {
        conn.execute_raw(statement(conn, forward(marks.len()), values(marks, at))).await?;
    }
    Ok(())
}

fn forward(marks: usize) -> String {
    format!(
        "WITH marked (channel, reader, seq) AS (VALUES {}) \
         INSERT INTO read_cursors (channel_id, user_id, last_read_seq, updated_at) \
         SELECT c.id, marked.reader, CASE WHEN marked.seq < c.last_seq THEN marked.seq ELSE c.last_seq END, ${} \
         FROM marked JOIN channels c ON c.id = marked.channel WHERE TRUE \
         ON CONFLICT (channel_id, user_id) DO UPDATE SET last_read_seq = CASE \
         WHEN excluded.last_read_seq > read_cursors.last_read_seq THEN excluded.last_read_seq \
         ELSE read_cursors.last_read_seq END, updated_at = excluded.updated_at",
        rows(marks, 3),
        marks * 3 + 1
    )
}

fn values(marks: &[Mark], at: Timestamp) -> Vec<Value> {
    let mut values: Vec<Value> = marks
        .iter()
        .flat_map(|(channel, user, seq)| [Value::from(*channel), Value::from(*user), Value::from(*seq)])
        .collect();
    values.push(at.into());
    values
}
