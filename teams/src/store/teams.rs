//! Teams themselves.

use kernel::{TeamId, Timestamp, UserId};
use platform::db::DbError;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
    RelationTrait,
};

use super::{
    count,
    entity::{
        member,
        team::{ActiveModel, Column, Entity},
    },
};
use crate::{Manage, Permit, Read, Team};

/// Makes a team.
pub(crate) async fn insert(
    conn: &impl ConnectionTrait,
    id: TeamId,
    name: &str,
    by: UserId,
    now: Timestamp,
) -> Result<(), DbError> {
    let row = ActiveModel {
        id: Set(id),
        name: Set(name.to_owned()),
        created_by: Set(by),
        created_at: Set(now),
        updated_at: Set(now),
    };
    Entity::insert(row).exec_without_returning(conn).await?;
    Ok(())
}

/// Gives it another name.
pub(crate) async fn rename(
    conn: &impl ConnectionTrait,
    permit: &Permit<Manage>,
    name: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    let row =
        ActiveModel { id: Set(permit.team()), name: Set(name.to_owned()), updated_at: Set(now), ..Default::default() };
    Entity::update(row).exec(conn).await?;
    Ok(())
}

/// The teams that the permits are for, oldest first, in one statement.
pub(crate) async fn find_many(conn: &impl ConnectionTrait, permits: &[Permit<Read>]) -> Result<Vec<Team>, DbError> {
    if permits.is_empty() {
        return Ok(Vec::new());
    }
    load(conn, permits.iter().map(Permit::team).collect()).await
}

/// One team. It is not there only if it was deleted after the permit was given.
pub(crate) async fn find(conn: &impl ConnectionTrait, permit: &Permit<Read>) -> Result<Option<Team>, DbError> {
    Ok(load(conn, vec![permit.team()]).await?.pop())
}

/// The name, for the holder of an invitation.
pub(crate) async fn name(
    conn: &impl ConnectionTrait,
    invitation: &crate::Invitation,
) -> Result<Option<String>, DbError> {
    let query = Entity::find_by_id(invitation.team).select_only().column(Column::Name);
    Ok(query.into_tuple().one(conn).await?)
}

async fn load(conn: &impl ConnectionTrait, teams: Vec<TeamId>) -> Result<Vec<Team>, DbError> {
    let rows: Vec<(TeamId, String, Timestamp, i64)> = Entity::find()
        .select_only()
        .columns([Column::Id, Column::Name, Column::CreatedAt])
        .column_as(member::Column::UserId.count(), "member_count")
        .join_rev(JoinType::InnerJoin, member::Relation::Team.def())
        .filter(Column::Id.is_in(teams))
        .group_by(Column::Id)
        .group_by(Column::Name)
        .group_by(Column::CreatedAt)
        .order_by_asc(Column::Id)
        .into_tuple()
        .all(conn)
        .await?;
    rows.into_iter()
        .map(|(id, name, created_at, members)| Ok(Team { id, name, created_at, member_count: count(members)? }))
        .collect()
}
