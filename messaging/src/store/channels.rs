//! Tables `channels` and `channel_members`.

use std::collections::HashMap;

use kernel::{ChannelId, TeamId, Timestamp, UserId};
use platform::db::DbError;
use sea_orm::{ConnectionTrait, QueryResult, Value};
use teams::{Permit, Read};

use super::{rows, statement};
use crate::{Channel, model::Facts};

/// SQLite takes 32,766 parameters; ten thousand teams of one person are beyond all reason.
const TEAMS: usize = 10_000;

pub(crate) async fn insert(conn: &impl ConnectionTrait, channel: &Channel, by: UserId) -> Result<(), DbError> {
    let sql = "INSERT INTO channels (id, team_id, name, private, last_seq, created_by, created_at) \
               VALUES ($1, $2, $3, $4, 0, $5, $6)";
    let values = vec![
        channel.id.into(),
        channel.team.into(),
        channel.name.clone().into(),
        channel.private.into(),
        by.into(),
        channel.created_at.into(),
    ];
    conn.execute_raw(statement(conn, sql, values)).await?;
    Ok(())
}

pub(crate) async fn insert_member(
    conn: &impl ConnectionTrait,
    channel: ChannelId,
    user: UserId,
    at: Timestamp,
) -> Result<(), DbError> {
    let sql = "INSERT INTO channel_members (channel_id, user_id, joined_at) VALUES ($1, $2, $3)";
    conn.execute_raw(statement(conn, sql, vec![channel.into(), user.into(), at.into()])).await?;
    Ok(())
}

pub(crate) async fn facts(conn: &impl ConnectionTrait, id: ChannelId) -> Result<Option<Facts>, DbError> {
    let sql = "SELECT team_id, private FROM channels WHERE id = $1";
    let Some(row) = conn.query_one_raw(statement(conn, sql, vec![id.into()])).await? else { return Ok(None) };
    Ok(Some(Facts { id, team: row.try_get("", "team_id")?, private: row.try_get("", "private")? }))
}

pub(crate) async fn is_member(conn: &impl ConnectionTrait, channel: ChannelId, user: UserId) -> Result<bool, DbError> {
    let sql = "SELECT 1 AS found FROM channel_members WHERE channel_id = $1 AND user_id = $2";
    Ok(conn.query_one_raw(statement(conn, sql, vec![channel.into(), user.into()])).await?.is_some())
}

fn channel(row: &QueryResult) -> Result<Channel, DbError> {
    Ok(Channel {
        id: row.try_get("", "id")?,
        team: row.try_get("", "team_id")?,
        name: row.try_get("", "name")?,
        private: row.try_get("", "private")?,
        last_seq: row.try_get("", "last_seq")?,
        last_read_seq: row.try_get("", "last_read_seq")?,
        created_at: row.try_get("", "created_at")?,
    })
}

/// The channels of a team that its reader may read, the oldest first, those after `after`.
pub(crate) async fn page(
    conn: &impl ConnectionTrait,
    permit: Permit<Read>,
    after: Option<ChannelId>,
    limit: i64,
) -> Result<Vec<Channel>, DbError> {
    let mut values: Vec<Value> = vec![permit.user().into(), permit.team().into(), limit.into()];
    let beyond = match after {
        Some(after) => {
            values.push(after.into());
            "AND c.id > $4 "
        }
        None => "",
    };
    let sql = format!(
        "SELECT c.id, c.team_id, c.name, c.private, c.last_seq, c.created_at, COALESCE(r.last_read_seq, 0) AS last_read_seq \
         FROM channels c LEFT JOIN read_cursors r ON r.channel_id = c.id AND r.user_id = $1 \
         WHERE c.team_id = $2 {beyond}AND (NOT c.private OR EXISTS \
         (SELECT 1 FROM channel_members m WHERE m.channel_id = c.id AND m.user_id = $1)) ORDER BY c.id LIMIT $3"
    );
    conn.query_all_raw(statement(conn, sql, values)).await?.iter().map(channel).collect()
}

/// The channels that a member of these teams may read.
pub(crate) async fn readable(
    conn: &impl ConnectionTrait,
    user: UserId,
    teams: &[TeamId],
) -> Result<Vec<ChannelId>, DbError> {
    let mut channels = Vec::new();
    for teams in teams.chunks(TEAMS) {
        let list: Vec<String> = (2..teams.len() + 2).map(|n| format!("${n}")).collect();
        let sql = format!(
            "SELECT c.id FROM channels c WHERE c.team_id IN ({}) AND (NOT c.private OR EXISTS \
             (SELECT 1 FROM channel_members m WHERE m.channel_id = c.id AND m.user_id = $1))",
            list.join(", ")
        );
        let mut values: Vec<Value> = vec![user.into()];
        values.extend(teams.iter().map(|team| Value::from(*team)));
        for row in conn.query_all_raw(statement(conn, sql, values)).await? {
            channels.push(row.try_get("", "id")?);
        }
    }
    Ok(channels)
}

/// Moves the last number of each channel by so many; says where each is then. A channel that is gone is not in the answer.
pub(crate) async fn advance(
    conn: &impl ConnectionTrait,
    counts: &[(ChannelId, i64)],
) -> Result<HashMap<ChannelId, i64>, DbError> {
    if counts.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = format!(
        "WITH sent (channel_id, n) AS (VALUES {}) UPDATE channels SET last_seq = last_seq + sent.n FROM sent \
         WHERE channels.id = sent.channel_id RETURNING id, last_seq",
        rows(counts.len(), 2)
    );
    let values = counts.iter().flat_map(|(channel, n)| [Value::from(*channel), Value::from(*n)]).collect();
    let mut last = HashMap::with_capacity(counts.len());
    for row in conn.query_all_raw(statement(conn, sql, values)).await? {
        last.insert(row.try_get("", "id")?, row.try_get("", "last_seq")?);
    }
    Ok(last)
}

/// The number of the channel's last message; `None` when it is gone.
pub(crate) async fn last_seq(conn: &impl ConnectionTrait, channel: ChannelId) -> Result<Option<i64>, DbError> {
    let sql = "SELECT last_seq FROM channels WHERE id = $1";
    let row = conn.query_one_raw(statement(conn, sql, vec![channel.into()])).await?;
    row.map(|row| row.try_get("", "last_seq").map_err(DbError::from)).transpose()
}

/// Takes somebody out of all private channels of a team.
pub(crate) async fn leave_all(conn: &impl ConnectionTrait, team: TeamId, user: UserId) -> Result<(), DbError> {
    let sql =
        "DELETE FROM channel_members WHERE user_id = $2 AND channel_id IN (SELECT id FROM channels WHERE team_id = $1)";
    conn.execute_raw(statement(conn, sql, vec![team.into(), user.into()])).await?;
    Ok(())
}
