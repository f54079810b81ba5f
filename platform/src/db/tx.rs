//! A transaction as closures see it, and a closure as the writer sees it.

use std::{
    panic::AssertUnwindSafe,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use futures::{FutureExt, future::LocalBoxFuture};
use kernel::{Clock, Event, Rng, Timestamp};
use parking_lot::Mutex;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, Statement};
use tokio::sync::oneshot;

use super::{DbError, effects::Effects};
use crate::{audit::AuditEntry, jobs::Job};

/// What a transaction knows of the world.
#[derive(Clone)]
pub(crate) struct Context {
    pub(crate) clock: Clock,
    pub(crate) rng: Rng,
}

/// A transaction. Store functions take it as their connection; effects are told to it directly.
pub struct Tx {
    conn: Arc<DatabaseTransaction>,
    context: Context,
    effects: Mutex<Effects>,
    retry: AtomicBool,
}

impl Tx {
    pub(crate) fn new(conn: Arc<DatabaseTransaction>, context: Context) -> Self {
        Self { conn, context, effects: Mutex::default(), retry: AtomicBool::new(false) }
    }

    /// Tells listeners, once this is committed (and never if it is not).
    pub fn emit(&self, event: Event) {
        self.effects.lock().events.push(event);
    }

    /// Leaves work for later, in the same transaction.
    pub fn enqueue<J: Job>(&self, job: &J) {
        self.enqueue_at(job, self.now());
    }

    /// Leaves work for a moment that is to come.
    pub fn enqueue_at<J: Job>(&self, job: &J, at: Timestamp) {
        let row = crate::jobs::store::Model::new(job, at, &self.context.clock, &self.context.rng);
        self.effects.lock().jobs.push(row);
    }

    /// Writes a line of the audit log, in the same transaction.
    pub fn audit(&self, entry: AuditEntry) {
        let row = entry.into_row(&self.context.clock, &self.context.rng);
        self.effects.lock().audit.push(row);
    }

    /// The present moment.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.context.clock.now()
    }

    pub(crate) fn into_effects(self) -> Effects {
        self.effects.into_inner()
    }

    /// Whether a statement failed in a way that running the closure again may mend.
    pub(crate) fn wants_retry(&self) -> bool {
        self.retry.load(Ordering::Relaxed)
    }

    fn watch<T>(&self, result: Result<T, DbErr>) -> Result<T, DbErr> {
        if let Err(error) = &result
            && DbError::from(error.clone()).is_retryable()
        {
            self.retry.store(true, Ordering::Relaxed);
        }
        result
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Tx {
    fn get_database_backend(&self) -> DbBackend {
        self.conn.get_database_backend()
    }

    async fn execute_raw(&self, stmt: Statement) -> Result<ExecResult, DbErr> {
        self.watch(self.conn.execute_raw(stmt).await)
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.watch(self.conn.execute_unprepared(sql).await)
    }

    async fn query_one_raw(&self, stmt: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.watch(self.conn.query_one_raw(stmt).await)
    }

    async fn query_all_raw(&self, stmt: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.watch(self.conn.query_all_raw(stmt).await)
    }
}

/// How a closure ended.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It is content: keep what it wrote.
    Keep,
    /// It refused: undo what it wrote.
    Undo,
    /// It panicked: undo, and answer nothing.
    Panicked,
}

/// A closure on its way through the SQLite writer, with its types forgotten.
pub(crate) trait Closure: Send {
    /// Runs it, keeping its answer.
    fn run<'a>(&'a mut self, tx: &'a Tx) -> LocalBoxFuture<'a, Outcome>;
    /// Sends the answer, now that it is known whether the batch reached the disk.
    fn acknowledge(self: Box<Self>, committed: Result<(), DbError>);
}

/// A closure, its answer and who waits for it.
pub(crate) struct Pending<F, T, E> {
    closure: F,
    answer: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<F, T, E> Pending<F, T, E> {
    pub(crate) fn new(closure: F, reply: oneshot::Sender<Result<T, E>>) -> Self {
        Self { closure, answer: None, reply }
    }
}

impl<F, T, E> Closure for Pending<F, T, E>
where
    F: AsyncFn(&Tx) -> Result<T, E> + Send,
    T: Send,
    E: From<DbError> + Send,
{
    fn run<'a>(&'a mut self, tx: &'a Tx) -> LocalBoxFuture<'a, Outcome> {
        Box::pin(async move {
            match AssertUnwindSafe((self.closure)(tx)).catch_unwind().await {
                Ok(answer) => {
                    let outcome = if answer.is_ok() { Outcome::Keep } else { Outcome::Undo };
                    self.answer = Some(answer);
                    outcome
                }
                Err(_) => Outcome::Panicked,
            }
        })
    }

    fn acknowledge(self: Box<Self>, committed: Result<(), DbError>) {
        let answer = match (self.answer, committed) {
            // It refused by itself: its reason stands whatever became of the batch.
            (Some(Err(refusal)), _) => Err(refusal),
            (_, Err(error)) => Err(error.into()),
            (Some(Ok(value)), Ok(())) => Ok(value),
            (None, Ok(())) => return,
        };
        let _ = self.reply.send(answer);
    }
}
