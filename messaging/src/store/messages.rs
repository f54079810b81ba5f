//! Table `messages`.

use kernel::{ChannelId, UserId};
use platform::db::DbError;
use sea_orm::{ConnectionTrait, QueryResult, Value};
use teams::Verb;

use super::{rows, statement};
use crate::{ChannelPermit, model::Message};

const COLUMNS: &str = "channel_id, seq, id, author_id, client_id, text, html, created_at";

fn message(row: &QueryResult) -> Result<Message, DbError> {
    Ok(Message {
        channel: row.try_get("", "channel_id")?,
        seq: row.try_get("", "seq")?,
        id: row.try_get("", "id")?,
        author: row.try_get("", "author_id")?,
        client_id: row.try_get("", "client_id")?,
        text: row.try_get("", "text")?,
        html: row.try_get("", "html")?,
        created_at: row.try_get("", "created_at")?,
    })
}

/// The messages with these numbers, ascending.
pub(crate) async fn between<V: Verb>(
    conn: &impl ConnectionTrait,
    permit: &ChannelPermit<V>,
    first: i64,
    last: i64,
) -> Result<Vec<Message>, DbError> {
    let sql = format!("SELECT {COLUMNS} FROM messages WHERE channel_id = $1 AND seq >= $2 AND seq <= $3 ORDER BY seq");
    let values = vec![permit.channel().into(), first.into(), last.into()];
    conn.query_all_raw(statement(conn, sql, values)).await?.iter().map(message).collect()
}

/// Those that were sent under one of these names before.
pub(crate) async fn sent_as(
    conn: &impl ConnectionTrait,
    names: &[(ChannelId, UserId, &str)],
) -> Result<Vec<Message>, DbError> {
    // `CROSS JOIN` tells SQLite to go through the names and look each up in the index; PostgreSQL plans freely.
    let sql = format!(
        "WITH named (channel, author, name) AS (VALUES {}) SELECT {COLUMNS} FROM named CROSS JOIN messages \
         WHERE channel_id = named.channel AND author_id = named.author AND client_id = named.name",
        rows(names.len(), 3)
    );
    let values = names
        .iter()
        .flat_map(|(channel, author, name)| [Value::from(*channel), Value::from(*author), Value::from(*name)])
        .collect();
    conn.query_all_raw(statement(conn, sql, values)).await?.iter().map(message).collect()
}

pub(crate) async fn insert(conn: &impl ConnectionTrait, messages: &[Message]) -> Result<(), DbError> {
    if messages.is_empty() {
        return Ok(());
    }
    let sql = format!("INSERT INTO messages ({COLUMNS}) VALUES {}", rows(messages.len(), 8));
    let mut values = Vec::with_capacity(messages.len() * 8);
    for message in messages {
        values.extend([
            Value::from(message.channel),
            message.seq.into(),
            message.id.into(),
            message.author.into(),
            message.client_id.as_str().into(),
            message.text.as_str().into(),
            message.html.as_str().into(),
            message.created_at.into(),
        ]);
    }
    conn.execute_raw(statement(conn, sql, values)).await?;
    Ok(())
}
