//! Table `audit_log`.

use kernel::{AuditId, Timestamp, UserId};
use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel, entity::prelude::*};

use crate::db::DbError;

/// A row of `audit_log`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_log")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AuditId,
    pub at: Timestamp,
    pub actor_kind: String,
    pub actor_id: Option<UserId>,
    pub action: String,
    pub outcome: String,
    pub target: Option<String>,
    pub address: Option<String>,
    pub detail: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

pub(crate) async fn insert(conn: &impl ConnectionTrait, lines: &[Model]) -> Result<(), DbError> {
    for chunk in lines.chunks(1000) {
        let rows = chunk.iter().cloned().map(IntoActiveModel::into_active_model);
        Entity::insert_many(rows).exec_without_returning(conn).await?;
    }
    Ok(())
}
