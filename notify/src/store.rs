//! Remembering: table `notifications`. Every query is for one person.

mod entity;

use kernel::{Limit, NotificationId, Page, Timestamp, UserId};
use platform::db::DbError;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::OnConflict,
};

use crate::Notification;
use entity::{ActiveModel, Column, Entity, Model};

fn json_error(error: &serde_json::Error) -> DbError {
    DbErr::Json(error.to_string()).into()
}

fn notification(row: Model) -> Result<Notification, DbError> {
    Ok(Notification {
        id: row.id,
        user: row.user_id,
        news: serde_json::from_str(&row.payload).map_err(|error| json_error(&error))?,
        created_at: row.created_at,
        read_at: row.read_at,
    })
}

/// Writes it down; `false` if that was done before.
pub(crate) async fn insert(conn: &impl ConnectionTrait, new: &Notification) -> Result<bool, DbError> {
    let row = ActiveModel {
        id: Set(new.id),
        user_id: Set(new.user),
        kind: Set(new.news.kind().to_owned()),
        payload: Set(serde_json::to_string(&new.news).map_err(|error| json_error(&error))?),
        created_at: Set(new.created_at),
        read_at: Set(new.read_at),
    };
    let keep = OnConflict::column(Column::Id).do_nothing().to_owned();
    Ok(Entity::insert(row).on_conflict(keep).exec_without_returning(conn).await? > 0)
}

/// One of this person's.
pub(crate) async fn find(
    conn: &impl ConnectionTrait,
    user: UserId,
    id: NotificationId,
) -> Result<Option<Notification>, DbError> {
    let query = Entity::find_by_id(id).filter(Column::UserId.eq(user));
    query.one(conn).await?.map(notification).transpose()
}

/// This person's before `before`, the newest first. One that can't be read (a newer version wrote it) is left out and logged, so
/// that it does not take the others with it.
pub(crate) async fn page(
    conn: &impl ConnectionTrait,
    user: UserId,
    before: Option<NotificationId>,
    limit: Limit,
) -> Result<Page<Notification>, DbError> {
    let mut query = Entity::find().filter(Column::UserId.eq(user));
    if let Some(before) = before {
        query = query.filter(Column::Id.lt(before));
    }
    let rows = query.order_by_desc(Column::Id).limit(limit.get() + 1).all(conn).await?;
    let Page { items, next_cursor } = Page::from_surplus(rows, limit, |row| row.id.to_string());
    let readable = items.into_iter().filter_map(|row| {
        let id = row.id;
        notification(row)
            .inspect_err(|error| tracing::error!(%error, notification.id = %id, "a notification can't be read"))
            .ok()
    });
    Ok(Page { items: readable.collect(), next_cursor })
}

/// Says that it was read.
pub(crate) async fn set_read(
    conn: &impl ConnectionTrait,
    notification: &Notification,
    at: Timestamp,
) -> Result<(), DbError> {
    let row = ActiveModel { id: Set(notification.id), read_at: Set(Some(at)), ..Default::default() };
    Entity::update(row).exec(conn).await?;
    Ok(())
}
