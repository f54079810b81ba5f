//! Who belongs where.

use kernel::{TeamId, UserId};
use platform::db::DbError;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{
    entity::member::{Column, Entity, Model},
    role,
};
use crate::{Member, Role};

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
