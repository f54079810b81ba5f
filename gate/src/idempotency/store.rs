//! The table `idempotency_keys`.
//!
//! Columns: `user_id` {uuid}, `key` text, `request_hash` {bytes}, `status` int null, `body` {bytes} null, `content_type`
//! text null, `created_at` {timestamp}; primary key (`user_id`, `key`). [`claim`] runs in a transaction of its own, before
//! the request: what it takes must be seen by all nodes at once.

use kernel::{Timestamp, UserId};
use platform::db::DbError;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, TryInsertResult,
    sea_query::Expr,
};

use super::{Claim, Fingerprint, StoredAnswer};

mod entity {
    //! One key of one account.

    use kernel::{Timestamp, UserId};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "idempotency_keys")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) user_id: UserId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) key: String,
        pub(super) request_hash: Vec<u8>,
        pub(super) status: Option<i32>,
        pub(super) body: Option<Vec<u8>>,
        pub(super) content_type: Option<String>,
        pub(super) created_at: Timestamp,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use entity::{ActiveModel, Column, Entity};

/// Takes the key for this request, or tells what became of it. A claim from before `given_up` that has no answer counts
/// as none.
///
/// # Errors
/// When the database fails.
pub(super) async fn claim(
    conn: &impl ConnectionTrait,
    user: UserId,
    key: &str,
    request: Fingerprint,
    now: Timestamp,
    given_up: Timestamp,
) -> Result<Claim, DbError> {
    let row = ActiveModel {
        user_id: Set(user),
        key: Set(key.to_owned()),
        request_hash: Set(request.to_vec()),
        status: NotSet,
        body: NotSet,
        content_type: NotSet,
        created_at: Set(now),
    };
    let insert = Entity::insert(row).on_conflict_do_nothing_on([Column::UserId, Column::Key]);
    if matches!(insert.exec_without_returning(conn).await?, TryInsertResult::Inserted(1..)) {
        return Ok(Claim::Taken);
    }
    let Some(kept) = Entity::find_by_id((user, key.to_owned())).one(conn).await? else {
        // It was released in between; the client's next try takes it.
        return Ok(Claim::InFlight);
    };
    if kept.request_hash != request {
        return Ok(Claim::Other);
    }
    if let Some(status) = kept.status {
        return Ok(Claim::Answered(StoredAnswer {
            status: u16::try_from(status).unwrap_or(200),
            content_type: kept.content_type.unwrap_or_default(),
            body: kept.body.unwrap_or_default(),
        }));
    }
    if kept.created_at >= given_up {
        return Ok(Claim::InFlight);
    }
    // Whoever moves the time first has it.
    let taken = Entity::update_many()
        .col_expr(Column::CreatedAt, Expr::value(now))
        .filter(Column::UserId.eq(user))
        .filter(Column::Key.eq(key))
        .filter(Column::Status.is_null())
        .filter(Column::CreatedAt.eq(kept.created_at))
        .exec(conn)
        .await?;
    Ok(if taken.rows_affected == 1 { Claim::Taken } else { Claim::InFlight })
}

/// Keeps the answer.
///
/// # Errors
/// When the database fails.
pub(super) async fn finish(
    conn: &impl ConnectionTrait,
    user: UserId,
    key: &str,
    answer: &StoredAnswer,
) -> Result<(), DbError> {
    Entity::update_many()
        .col_expr(Column::Status, Expr::value(i32::from(answer.status)))
        .col_expr(Column::Body, Expr::value(answer.body.clone()))
        .col_expr(Column::ContentType, Expr::value(answer.content_type.clone()))
        .filter(Column::UserId.eq(user))
        .filter(Column::Key.eq(key))
        .exec(conn)
        .await?;
    Ok(())
}

/// Gives a key free that has no answer.
///
/// # Errors
/// When the database fails.
pub(super) async fn release(conn: &impl ConnectionTrait, user: UserId, key: &str) -> Result<(), DbError> {
    Entity::delete_many()
        .filter(Column::UserId.eq(user))
        .filter(Column::Key.eq(key))
        .filter(Column::Status.is_null())
        .exec(conn)
        .await?;
    Ok(())
}

/// Forgets what was kept before `before` (now minus [`KEEP_FOR`](super::KEEP_FOR)). Returns how many keys went.
///
/// # Errors
/// When the database fails.
pub(super) async fn prune(conn: &impl ConnectionTrait, before: Timestamp) -> Result<u64, DbError> {
    Ok(Entity::delete_many().filter(Column::CreatedAt.lt(before)).exec(conn).await?.rows_affected)
}

/// Deletes the keys whose requests were never answered.
///
/// # Errors
/// When the database fails.
pub(super) async fn release_unanswered(conn: &impl ConnectionTrait) -> Result<u64, DbError> {
    Ok(Entity::delete_many().filter(Column::Status.is_null()).exec(conn).await?.rows_affected)
}
