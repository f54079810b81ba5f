//! Table `mails`: what is kept for the admin while no mail server is set.

use kernel::{MailId, Timestamp};
use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel, QueryOrder, QuerySelect, entity::prelude::*};

use crate::db::DbError;

/// A row of `mails`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mails")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MailId,
    pub recipient: String,
    pub subject: String,
    pub text: String,
    pub html: Option<String>,
    pub created_at: Timestamp,
    pub sent_at: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

pub(crate) async fn insert(conn: &impl ConnectionTrait, mail: Model) -> Result<(), DbError> {
    Entity::insert(mail.into_active_model()).exec_without_returning(conn).await?;
    Ok(())
}

/// The newest first; ids are in the order of time.
pub(crate) async fn newest(conn: &impl ConnectionTrait, limit: u64) -> Result<Vec<Model>, DbError> {
    Ok(Entity::find().order_by_desc(Column::Id).limit(limit).all(conn).await?)
}

pub(crate) async fn delete_before(conn: &impl ConnectionTrait, before: Timestamp) -> Result<u64, DbError> {
    Ok(Entity::delete_many().filter(Column::CreatedAt.lt(before)).exec(conn).await?.rows_affected)
}
