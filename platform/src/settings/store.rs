//! Table `settings`.

use std::collections::HashMap;

use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, entity::prelude::*, sea_query::OnConflict};

use crate::db::DbError;

/// A row of `settings`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "settings")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// JSON.
    pub value: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

pub(crate) async fn all(conn: &impl ConnectionTrait) -> Result<HashMap<String, String>, DbError> {
    Ok(Entity::find().all(conn).await?.into_iter().map(|row| (row.key, row.value)).collect())
}

pub(crate) async fn put(conn: &impl ConnectionTrait, key: &str, value: &str) -> Result<(), DbError> {
    Entity::insert(ActiveModel { key: Set(key.to_owned()), value: Set(value.to_owned()) })
        .on_conflict(OnConflict::column(Column::Key).update_column(Column::Value).to_owned())
        .exec_without_returning(conn)
        .await?;
    Ok(())
}
