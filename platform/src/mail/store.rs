//! Table `mails`: every mail that was asked for, sent or kept.

use kernel::{MailId, Page, Timestamp};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    entity::prelude::*, sea_query::OnConflict,
};

use super::{KeptMail, Mail};
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

/// Keeps a mail; keeping the same one again changes nothing.
pub(super) async fn keep(conn: &impl ConnectionTrait, id: MailId, mail: &Mail, now: Timestamp) -> Result<(), DbError> {
    let row = ActiveModel {
        id: Set(id),
        recipient: Set(mail.to.clone()),
        subject: Set(mail.subject.clone()),
        text: Set(mail.text.clone()),
        html: Set(mail.html.clone()),
        created_at: Set(now),
        sent_at: Set(None),
    };
    Entity::insert(row)
        .on_conflict(OnConflict::column(Column::Id).do_nothing().to_owned())
        .exec_without_returning(conn)
        .await?;
    Ok(())
}

/// The newest first; `before` is the cursor of the page before.
pub(super) async fn list(
    conn: &impl ConnectionTrait,
    before: Option<MailId>,
    limit: kernel::Limit,
) -> Result<Page<KeptMail>, DbError> {
    let mut query = Entity::find().order_by_desc(Column::Id).limit(limit.get() + 1);
    if let Some(before) = before {
        query = query.filter(Column::Id.lt(before));
    }
    let rows = query.all(conn).await?;
    Ok(Page::from_surplus(rows, limit, |row| row.id.to_string()).map(|row| KeptMail {
        id: row.id,
        to: row.recipient,
        subject: row.subject,
        text: row.text,
        created_at: row.created_at,
    }))
}
