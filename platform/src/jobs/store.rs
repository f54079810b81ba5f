//! Tables `jobs` and `schedules`.

use std::time::Duration;

use kernel::{Clock, JobId, Rng, Timestamp};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel, PaginatorTrait,
    QueryFilter, Statement, entity::prelude::*,
};

use super::{Depth, Job};
use crate::db::{DbError, Dialect, Tx};

/// Waiting for its moment, or being worked on until `locked_until`.
pub(super) const WAITING: &str = "waiting";
/// Used up its tries.
pub(super) const DEAD: &str = "dead";

/// A row of `jobs`. It is deleted when the work is done.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "jobs")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: JobId,
    pub kind: String,
    pub payload: String,
    pub state: String,
    pub run_at: Timestamp,
    pub locked_until: Option<Timestamp>,
    pub attempts: i32,
    pub last_error: Option<String>,
    pub created_at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    pub(crate) fn new<J: Job>(job: &J, at: Timestamp, clock: &Clock, rng: &Rng) -> Self {
        Self::raw(J::KIND, payload_of(job), at, clock, rng)
    }

    pub(super) fn raw(kind: &str, payload: String, at: Timestamp, clock: &Clock, rng: &Rng) -> Self {
        Self {
            id: JobId::generate(clock, rng),
            kind: kind.to_owned(),
            payload,
            state: WAITING.to_owned(),
            run_at: at,
            locked_until: None,
            attempts: 0,
            last_error: None,
            created_at: clock.now(),
        }
    }
}

/// A payload is a plain struct; should one ever not serialise, the job fails by its empty payload and shows as a dead letter.
pub(super) fn payload_of<J: Job>(job: &J) -> String {
    serde_json::to_string(job).unwrap_or_default()
}

pub(crate) async fn insert(conn: &impl ConnectionTrait, jobs: &[Model]) -> Result<(), DbError> {
    for chunk in jobs.chunks(1000) {
        let rows = chunk.iter().cloned().map(IntoActiveModel::into_active_model);
        Entity::insert_many(rows).exec_without_returning(conn).await?;
    }
    Ok(())
}

/// Takes up to `count` due jobs of `kinds` for `lease`; no other runner gets them meanwhile.
pub(super) async fn claim(
    tx: &Tx,
    dialect: Dialect,
    kinds: &[&str],
    count: u64,
    lease: Duration,
) -> Result<Vec<Model>, DbError> {
    if kinds.is_empty() {
        return Ok(Vec::new());
    }
    let now = tx.now();
    let backend = tx.get_database_backend();
    let mut values: Vec<sea_orm::Value> = vec![now.plus(lease).into(), WAITING.into(), now.into(), now.into()];
    let mut marks = Vec::with_capacity(kinds.len());
    for kind in kinds {
        values.push((*kind).into());
        marks.push(format!("${}", values.len()));
    }
    values.push(i64::try_from(count).unwrap_or(i64::MAX).into());
    let sql = format!(
        "UPDATE jobs SET locked_until = $1, attempts = attempts + 1 WHERE id IN (\
         SELECT id FROM jobs WHERE state = $2 AND run_at <= $3 AND (locked_until IS NULL OR locked_until <= $4) \
         AND kind IN ({}) ORDER BY run_at, id LIMIT ${}{}) RETURNING *",
        marks.join(","),
        values.len(),
        dialect.skip_locked(),
    );
    let rows = tx.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    let mut jobs: Vec<Model> = rows.iter().map(|row| Model::from_query_result(row, "")).collect::<Result<_, _>>()?;
    jobs.sort_by_key(|job| (job.run_at, job.id));
    Ok(jobs)
}

pub(super) async fn finish(tx: &Tx, id: JobId) -> Result<(), DbError> {
    Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}

/// Puts it back for `run_at`, or away as a dead letter.
pub(super) async fn fail(tx: &Tx, id: JobId, reason: &str, again_at: Option<Timestamp>) -> Result<(), DbError> {
    let mut change = Entity::update_many()
        .col_expr(Column::LastError, Expr::value(reason))
        .col_expr(Column::LockedUntil, Expr::value(None::<i64>))
        .filter(Column::Id.eq(id));
    change = match again_at {
        Some(at) => change.col_expr(Column::RunAt, Expr::value(at)),
        None => change.col_expr(Column::State, Expr::value(DEAD)),
    };
    change.exec(tx).await?;
    Ok(())
}

/// When the next waiting job is due.
pub(super) async fn next_due(conn: &impl ConnectionTrait) -> Result<Option<Timestamp>, DbError> {
    let statement = Statement::from_sql_and_values(
        conn.get_database_backend(),
        "SELECT MIN(CASE WHEN locked_until > run_at THEN locked_until ELSE run_at END) AS due FROM jobs WHERE state = $1",
        [WAITING.into()],
    );
    let row = conn.query_one_raw(statement).await?;
    Ok(row.map(|row| row.try_get::<Option<i64>>("", "due")).transpose()?.flatten().map(Timestamp::from_millis))
}

pub(super) async fn depth(conn: &impl ConnectionTrait) -> Result<Depth, DbError> {
    let waiting = Entity::find().filter(Column::State.eq(WAITING)).count(conn).await?;
    let dead = Entity::find().filter(Column::State.eq(DEAD)).count(conn).await?;
    Ok(Depth { waiting, dead })
}

/// Rows of `schedules`: when repeated work is next to be enqueued.
pub(super) mod schedules {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "schedules")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub kind: String,
        pub next_at: Timestamp,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    /// Whether it is this caller's turn to enqueue: true for exactly one per interval.
    pub(in crate::jobs) async fn take_turn(tx: &Tx, kind: &str, interval: Duration) -> Result<bool, DbError> {
        let now = tx.now();
        let moved = Entity::update_many()
            .col_expr(Column::NextAt, Expr::value(now.plus(interval)))
            .filter(Column::Kind.eq(kind))
            .filter(Column::NextAt.lte(now))
            .exec(tx)
            .await?;
        if moved.rows_affected > 0 {
            return Ok(true);
        }
        let first = ActiveModel { kind: Set(kind.to_owned()), next_at: Set(now.plus(interval)) };
        Entity::insert(first).on_conflict_do_nothing_on([Column::Kind]).exec_without_returning(tx).await?;
        Ok(false)
    }
}
