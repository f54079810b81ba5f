//! Invitations.

use kernel::{InvitationId, TeamId, Timestamp, UserId};
use platform::db::DbError;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, ExprTrait, QueryFilter, QueryOrder,
    QuerySelect, sea_query::Expr,
};

use super::{
    entity::invitation::{ActiveModel, Column, Entity, Model},
    role,
};
use crate::{Invitation, Manage, Permit, Role};

/// BLAKE3 of an invitation's secret: all that is kept of it.
pub(crate) type TokenHash = [u8; 32];

fn number(value: i32) -> Result<u32, DbError> {
    u32::try_from(value).map_err(|_| DbErr::Type(format!("{value} is not a count")).into())
}

fn invitation(row: Model) -> Result<Invitation, DbError> {
    Ok(Invitation {
        id: row.id,
        team: row.team_id,
        role: role(&row.role)?,
        uses: number(row.uses)?,
        max_uses: row.max_uses.map(number).transpose()?,
        expires_at: row.expires_at,
        created_by: row.created_by,
        created_at: row.created_at,
        revoked_at: row.revoked_at,
    })
}

/// Makes one.
pub(crate) async fn insert(
    conn: &impl ConnectionTrait,
    permit: &Permit<Manage>,
    new: &Invitation,
    hash: &TokenHash,
) -> Result<(), DbError> {
    let small = |number: u32| i32::try_from(number).map_err(|error| DbErr::Type(error.to_string()));
    let row = ActiveModel {
        id: Set(new.id),
        team_id: Set(permit.team()),
        token_hash: Set(hash.to_vec()),
        role: Set(new.role.as_str().to_owned()),
        uses: Set(small(new.uses)?),
        max_uses: Set(new.max_uses.map(small).transpose()?),
        expires_at: Set(new.expires_at),
        created_by: Set(new.created_by),
        created_at: Set(new.created_at),
        revoked_at: Set(new.revoked_at),
    };
    Entity::insert(row).exec_without_returning(conn).await?;
    Ok(())
}

/// The one whose secret it is.
pub(crate) async fn by_token(conn: &impl ConnectionTrait, hash: &TokenHash) -> Result<Option<Invitation>, DbError> {
    let query = Entity::find().filter(Column::TokenHash.eq(hash.to_vec()));
    query.one(conn).await?.map(invitation).transpose()
}

/// One of a team.
pub(crate) async fn find_in(
    conn: &impl ConnectionTrait,
    permit: &Permit<Manage>,
    id: InvitationId,
) -> Result<Option<Invitation>, DbError> {
    let query = Entity::find_by_id(id).filter(Column::TeamId.eq(permit.team()));
    query.one(conn).await?.map(invitation).transpose()
}

/// Up to `most` of a team's before `before`, the newest first.
pub(crate) async fn page(
    conn: &impl ConnectionTrait,
    permit: &Permit<Manage>,
    before: Option<InvitationId>,
    most: u64,
) -> Result<Vec<Invitation>, DbError> {
    let mut query = Entity::find().filter(Column::TeamId.eq(permit.team()));
    if let Some(before) = before {
        query = query.filter(Column::Id.lt(before));
    }
    let rows = query.order_by_desc(Column::Id).limit(most).all(conn).await?;
    rows.into_iter().map(invitation).collect()
}

/// Counts one more who came. The caller has checked, in this transaction, that it is open.
pub(crate) async fn count_use(conn: &impl ConnectionTrait, id: InvitationId) -> Result<(), DbError> {
    Entity::update_many()
        .col_expr(Column::Uses, Expr::col(Column::Uses).add(1))
        .filter(Column::Id.eq(id))
        .exec(conn)
        .await?;
    Ok(())
}

/// Ends one.
pub(crate) async fn revoke(
    conn: &impl ConnectionTrait,
    permit: &Permit<Manage>,
    id: InvitationId,
    now: Timestamp,
) -> Result<(), DbError> {
    Entity::update_many()
        .col_expr(Column::RevokedAt, Expr::value(now))
        .filter(Column::Id.eq(id))
        .filter(Column::TeamId.eq(permit.team()))
        .exec(conn)
        .await?;
    Ok(())
}

/// Ends those that `by` made and that give more than `highest` (all if `None`), and says how many.
pub(crate) async fn revoke_of(
    conn: &impl ConnectionTrait,
    team: TeamId,
    by: UserId,
    highest: Option<Role>,
    now: Timestamp,
) -> Result<u64, DbError> {
    let above = Role::ALL.into_iter().filter(|role| highest.is_none_or(|highest| *role > highest));
    let done = Entity::update_many()
        .col_expr(Column::RevokedAt, Expr::value(now))
        .filter(
            Condition::all()
                .add(Column::TeamId.eq(team))
                .add(Column::CreatedBy.eq(by))
                .add(Column::RevokedAt.is_null())
                .add(Column::Role.is_in(above.map(Role::as_str))),
        )
        .exec(conn)
        .await?;
    Ok(done.rows_affected)
}
