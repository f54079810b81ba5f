//! Sessions.

use kernel::{SessionId, Timestamp, UserId};
use platform::db::DbError;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};

use super::entity::session::{Column, Entity, Model};
use crate::model::Session;

impl From<Model> for Session {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            user: row.user_id,
            device: row.device,
            network: row.network,
            created_at: row.created_at,
            last_seen_at: row.last_seen_at,
            expires_at: row.expires_at,
            ends_at: row.ends_at,
            revoked_at: row.revoked_at,
        }
    }
}

pub(crate) async fn insert(conn: &impl ConnectionTrait, session: &Session) -> Result<(), DbError> {
    let row = Model {
        id: session.id,
        user_id: session.user,
        device: session.device.clone(),
        network: session.network.clone(),
        key_thumbprint: None,
        created_at: session.created_at,
        last_seen_at: session.last_seen_at,
        expires_at: session.expires_at,
        ends_at: session.ends_at,
        revoked_at: None,
        revoked_because: None,
    };
    Entity::insert(row.into_active_model()).exec_without_returning(conn).await?;
    Ok(())
}

/// It was used: seen now, and it lives on.
pub(crate) async fn touch(
    conn: &impl ConnectionTrait,
    id: SessionId,
    seen: Timestamp,
    expires: Timestamp,
    network: &str,
) -> Result<(), DbError> {
    Entity::update_many()
        .col_expr(Column::LastSeenAt, Expr::value(seen))
        .col_expr(Column::ExpiresAt, Expr::value(expires))
        .col_expr(Column::Network, Expr::value(network))
        .filter(Column::Id.eq(id))
        .exec(conn)
        .await?;
    Ok(())
}

/// The person's sessions that may still be used, the last used first.
pub(crate) async fn active_of(
    conn: &impl ConnectionTrait,
    user: UserId,
    now: Timestamp,
) -> Result<Vec<Session>, DbError> {
    let rows = Entity::find()
        .filter(Column::UserId.eq(user))
        .filter(Column::RevokedAt.is_null())
        .filter(Column::ExpiresAt.gt(now))
        .order_by_desc(Column::LastSeenAt)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Revokes one session of this person; false when there is none to revoke.
pub(crate) async fn revoke(
    conn: &impl ConnectionTrait,
    user: UserId,
    id: SessionId,
    now: Timestamp,
    because: &str,
) -> Result<bool, DbError> {
    let changed = Entity::update_many()
        .col_expr(Column::RevokedAt, Expr::value(now))
        .col_expr(Column::RevokedBecause, Expr::value(because))
        .filter(Column::Id.eq(id))
        .filter(Column::UserId.eq(user))
        .filter(Column::RevokedAt.is_null())
        .exec(conn)
        .await?;
    Ok(changed.rows_affected > 0)
}

/// The sessions revoked since, and when.
pub(crate) async fn revoked_since(
    conn: &impl ConnectionTrait,
    since: Timestamp,
) -> Result<Vec<(SessionId, Timestamp)>, DbError> {
    let rows: Vec<(SessionId, Timestamp)> = Entity::find()
        .select_only()
        .column(Column::Id)
        .column(Column::RevokedAt)
        .filter(Column::RevokedAt.gte(since))
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows)
}

/// Deletes those that have been over since before `oldest`, their tokens with them.
pub(crate) async fn delete_ended_before(conn: &impl ConnectionTrait, oldest: Timestamp) -> Result<(), DbError> {
    let over = Condition::any()
        .add(Column::ExpiresAt.lt(oldest))
        .add(Column::EndsAt.lt(oldest))
        .add(Column::RevokedAt.lt(oldest));
    Entity::delete_many().filter(over).exec(conn).await?;
    Ok(())
}
