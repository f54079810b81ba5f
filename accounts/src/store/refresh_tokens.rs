//! Refresh tokens: their hashes.

use kernel::{SessionId, Timestamp};
use platform::db::DbError;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::entity::{
    refresh_token::{ActiveModel, Column, Entity, Model},
    session,
};
use crate::{model::Session, tokens::REFRESH_GRACE};

/// A token as the database knows it.
pub(crate) struct StoredToken {
    pub(crate) replaced: Option<Replaced>,
}

/// It was used before.
pub(crate) struct Replaced {
    pub(crate) at: Timestamp,
    pub(crate) nonce: Vec<u8>,
}

impl StoredToken {
    /// Used before, and the moment of grace is over.
    pub(crate) fn is_spent(&self, now: Timestamp) -> bool {
        self.replaced.as_ref().is_some_and(|replaced| now.since(replaced.at) > REFRESH_GRACE)
    }
}

impl From<Model> for StoredToken {
    fn from(row: Model) -> Self {
        let replaced = row.replaced_at.map(|at| Replaced { at, nonce: row.successor_nonce.unwrap_or_default() });
        Self { replaced }
    }
}

/// The token of this hash and its session.
pub(crate) async fn find(
    conn: &impl ConnectionTrait,
    hash: Vec<u8>,
) -> Result<Option<(StoredToken, Session)>, DbError> {
    let found = Entity::find_by_id(hash).find_also_related(session::Entity).one(conn).await?;
    Ok(found.and_then(|(token, session)| Some((token.into(), session?.into()))))
}

pub(crate) async fn insert(
    conn: &impl ConnectionTrait,
    hash: Vec<u8>,
    session: SessionId,
    now: Timestamp,
) -> Result<(), DbError> {
    let row = ActiveModel {
        hash: Set(hash),
        session_id: Set(session),
        issued_at: Set(now),
        replaced_at: Set(None),
        successor_nonce: Set(None),
    };
    Entity::insert(row).exec_without_returning(conn).await?;
    Ok(())
}

/// Marks it as used.
pub(crate) async fn replace(
    conn: &impl ConnectionTrait,
    hash: Vec<u8>,
    now: Timestamp,
    nonce: &[u8],
) -> Result<(), DbError> {
    Entity::update_many()
        .col_expr(Column::ReplacedAt, Expr::value(now))
        .col_expr(Column::SuccessorNonce, Expr::value(nonce.to_vec()))
        .filter(Column::Hash.eq(hash))
        .exec(conn)
        .await?;
    Ok(())
}

/// Forgets those used before `oldest`.
pub(crate) async fn delete_replaced_before(conn: &impl ConnectionTrait, oldest: Timestamp) -> Result<(), DbError> {
    Entity::delete_many().filter(Column::ReplacedAt.lt(oldest)).exec(conn).await?;
    Ok(())
}
