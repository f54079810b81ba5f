//! Accounts.

use kernel::{Timestamp, UserId};
use platform::db::DbError;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect};

use super::entity::user::{Column, Entity, Model};
use crate::{StudioRole, User};

impl From<Model> for User {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            studio_role: StudioRole::from_stored(&row.studio_role),
            email: row.email,
            name: row.name,
            created_at: row.created_at,
        }
    }
}

pub(crate) async fn insert(conn: &impl ConnectionTrait, user: &User, password_hash: &str) -> Result<(), DbError> {
    let row = Model {
        id: user.id,
        email: user.email.clone(),
        name: user.name.clone(),
        password_hash: password_hash.to_owned(),
        studio_role: user.studio_role.as_str().to_owned(),
        created_at: user.created_at,
        updated_at: user.created_at,
    };
    Entity::insert(row.into_active_model()).exec_without_returning(conn).await?;
    Ok(())
}

pub(crate) async fn find(conn: &impl ConnectionTrait, id: UserId) -> Result<Option<User>, DbError> {
    Ok(Entity::find_by_id(id).one(conn).await?.map(Into::into))
}

pub(crate) async fn find_many(conn: &impl ConnectionTrait, ids: &[UserId]) -> Result<Vec<User>, DbError> {
    let rows = Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(conn).await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// The account with this e-mail and its password's hash.
pub(crate) async fn find_by_email(conn: &impl ConnectionTrait, email: &str) -> Result<Option<(User, String)>, DbError> {
    let row = Entity::find().filter(Column::Email.eq(email)).one(conn).await?;
    Ok(row.map(|row| {
        let hash = row.password_hash.clone();
        (row.into(), hash)
    }))
}

/// Whether there is any account at all.
pub(crate) async fn any(conn: &impl ConnectionTrait) -> Result<bool, DbError> {
    let first: Option<UserId> = Entity::find().select_only().column(Column::Id).limit(1).into_tuple().one(conn).await?;
    Ok(first.is_some())
}

/// Gives an account another name.
pub(crate) async fn rename(conn: &impl ConnectionTrait, id: UserId, name: &str, at: Timestamp) -> Result<(), DbError> {
    let change = super::entity::user::ActiveModel {
        id: Set(id),
        name: Set(name.to_owned()),
        updated_at: Set(at),
        ..Default::default()
    };
    Entity::update(change).exec(conn).await?;
    Ok(())
}
