//! Who belongs where.

use kernel::{TeamId, Timestamp, UserId};
use platform::db::DbError;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::OnConflict,
};

use super::{
    entity::member::{ActiveModel, Column, Entity, Model},
    role,
};
use crate::{Member, Permit, Read, Role};

fn member(row: &Model) -> Result<Member, DbError> {
    Ok(Member { user: row.user_id, role: role(&row.role)?, joined_at: row.joined_at })
}

/// All teams of a person, ordered by team.
pub(crate) async fn roles_of(conn: &impl ConnectionTrait, user: UserId) -> Result<Vec<(TeamId, Role)>, DbError> {
    let rows: Vec<(TeamId, String)> = Entity::find()
        .select_only()
        .columns([Column::TeamId, Column::Role])
        .filter(Column::UserId.eq(user))
        .into_tuple()
        .all(conn)
        .await?;
    let mut roles = rows.iter().map(|(team, text)| Ok((*team, role(text)?))).collect::<Result<Vec<_>, DbError>>()?;
    roles.sort_unstable_by_key(|(team, _)| *team);
    Ok(roles)
}

/// Everyone of a team.
pub(crate) async fn all(conn: &impl ConnectionTrait, team: TeamId) -> Result<Vec<Member>, DbError> {
    let rows = Entity::find().filter(Column::TeamId.eq(team)).order_by_asc(Column::UserId).all(conn).await?;
    rows.iter().map(member).collect()
}

/// Up to `most` members after `after`, whoever came to the studio first leading.
pub(crate) async fn page(
    conn: &impl ConnectionTrait,
    permit: &Permit<Read>,
    after: Option<UserId>,
    most: u64,
) -> Result<Vec<Member>, DbError> {
    let mut query = Entity::find().filter(Column::TeamId.eq(permit.team()));
    if let Some(after) = after {
        query = query.filter(Column::UserId.gt(after));
    }
    let rows = query.order_by_asc(Column::UserId).limit(most).all(conn).await?;
    rows.iter().map(member).collect()
}

/// One person's place, if they have one.
pub(crate) async fn find(conn: &impl ConnectionTrait, team: TeamId, user: UserId) -> Result<Option<Member>, DbError> {
    Entity::find_by_id((team, user)).one(conn).await?.as_ref().map(member).transpose()
}

/// The places of two people, in one statement. They may be the same person.
pub(crate) async fn find_two(
    conn: &impl ConnectionTrait,
    team: TeamId,
    first: UserId,
    second: UserId,
) -> Result<(Option<Member>, Option<Member>), DbError> {
    let rows =
        Entity::find().filter(Column::TeamId.eq(team)).filter(Column::UserId.is_in([first, second])).all(conn).await?;
    let place = |user| rows.iter().find(|row| row.user_id == user).map(member).transpose();
    Ok((place(first)?, place(second)?))
}

/// How many owners the team has.
pub(crate) async fn owners(conn: &impl ConnectionTrait, team: TeamId) -> Result<u64, DbError> {
    let query = Entity::find().filter(Column::TeamId.eq(team)).filter(Column::Role.eq(Role::Owner.as_str()));
    Ok(query.count(conn).await?)
}

/// Takes somebody in; `false` if they are in already.
pub(crate) async fn insert(
    conn: &impl ConnectionTrait,
    team: TeamId,
    user: UserId,
    role: Role,
    now: Timestamp,
) -> Result<bool, DbError> {
    let row = ActiveModel {
        team_id: Set(team),
        user_id: Set(user),
        role: Set(role.as_str().to_owned()),
        joined_at: Set(now),
    };
    let keep = OnConflict::columns([Column::TeamId, Column::UserId]).do_nothing().to_owned();
    Ok(Entity::insert(row).on_conflict(keep).exec_without_returning(conn).await? > 0)
}

/// Gives somebody another role.
pub(crate) async fn set_role(
    conn: &impl ConnectionTrait,
    team: TeamId,
    user: UserId,
    role: Role,
) -> Result<(), DbError> {
    let row = ActiveModel {
        team_id: Set(team),
        user_id: Set(user),
        role: Set(role.as_str().to_owned()),
        ..Default::default()
    };
    Entity::update(row).exec(conn).await?;
    Ok(())
}

/// Takes somebody out.
pub(crate) async fn delete(conn: &impl ConnectionTrait, team: TeamId, user: UserId) -> Result<(), DbError> {
    Entity::delete_by_id((team, user)).exec(conn).await?;
    Ok(())
}
