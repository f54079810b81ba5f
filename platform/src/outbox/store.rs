//! Table `outbox`.

use kernel::{Event, EventId, Timestamp};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, entity::prelude::*,
};

use crate::db::DbError;

/// A row of `outbox`: one event that is not published yet.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EventId,
    pub created_at: Timestamp,
    /// The whole event as JSON.
    pub event: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// How many rows one statement carries; three columns stay far below SQLite's 32,766 parameters.
const CHUNK: usize = 1000;

pub(crate) async fn insert(conn: &impl ConnectionTrait, events: &[Event]) -> Result<(), DbError> {
    for chunk in events.chunks(CHUNK) {
        let mut rows = Vec::with_capacity(chunk.len());
        for event in chunk {
            let text = serde_json::to_string(event).map_err(|error| sea_orm::DbErr::Json(error.to_string()))?;
            rows.push(ActiveModel { id: Set(event.id), created_at: Set(created_at(event.id)), event: Set(text) });
        }
        Entity::insert_many(rows).exec_without_returning(conn).await?;
    }
    Ok(())
}

/// The time is in the id (UUIDv7, RFC 9562 §5.7).
fn created_at(id: EventId) -> Timestamp {
    let millis = id.uuid().get_timestamp().map_or(0, |time| {
        let (seconds, nanos) = time.to_unix();
        seconds.saturating_mul(1000).saturating_add(u64::from(nanos / 1_000_000))
    });
    Timestamp::from_millis(i64::try_from(millis).unwrap_or(i64::MAX))
}

/// Events made before `moment`, oldest first.
pub(crate) async fn older_than(conn: &impl ConnectionTrait, moment: Timestamp) -> Result<Vec<Event>, DbError> {
    let rows = Entity::find().filter(Column::CreatedAt.lt(moment)).order_by_asc(Column::Id).all(conn).await?;
    let mut events = Vec::with_capacity(rows.len());
    for row in rows {
        match serde_json::from_str(&row.event) {
            Ok(event) => events.push(event),
            Err(error) => tracing::error!(%error, event.id = %row.id, "an outbox row can't be read; it stays"),
        }
    }
    Ok(events)
}

pub(crate) async fn delete(conn: &impl ConnectionTrait, ids: &[EventId]) -> Result<(), DbError> {
    for chunk in ids.chunks(CHUNK) {
        Entity::delete_many().filter(Column::Id.is_in(chunk.iter().copied())).exec(conn).await?;
    }
    Ok(())
}
