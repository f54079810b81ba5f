//! Work for later: rows written in the transaction that causes them.
//!
//! A job is a payload with a name ([`Job`]), a handler registered at start ([`Jobs::on`]), and a row that lives until the handler is
//! content. A failure says whether trying again makes sense ([`JobError`]); tries back off with jitter, and a job that has used
//! them up stays as a *dead letter* for the admin to see. Handlers may run twice (a node may die after the work and before the
//! row is gone) and must be safe then. Repeated work is enqueued by [`Jobs::every`], once per interval across all nodes.

mod runner;
pub(crate) mod store;

use std::{collections::HashMap, future::Future, sync::Arc, time::Duration};

use futures::future::BoxFuture;
use kernel::{Clock, Rng};
use parking_lot::RwLock;
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    db::{Db, DbError},
    tasks::Tasks,
};

/// A kind of work and its payload. Old rows must still decode after an upgrade: add fields with `#[serde(default)]`.
pub trait Job: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Its stable name, `room.verb`.
    const KIND: &'static str;
    /// How often it is tried before it becomes a dead letter.
    const MAX_ATTEMPTS: u32 = 8;
}

/// Why a job did not succeed, and whether it may yet.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JobError {
    /// The world was in the way; try again later.
    #[error("{0}")]
    Retry(String),
    /// It can never succeed; keep it as a dead letter now.
    #[error("{0}")]
    Fail(String),
}

impl JobError {
    /// Trying again may help.
    pub fn retry(reason: impl ToString) -> Self {
        Self::Retry(reason.to_string())
    }

    /// Trying again can't help.
    pub fn fail(reason: impl ToString) -> Self {
        Self::Fail(reason.to_string())
    }
}

impl From<DbError> for JobError {
    fn from(error: DbError) -> Self {
        Self::retry(error)
    }
}

type Handler = Arc<dyn Fn(String) -> BoxFuture<'static, Result<(), JobError>> + Send + Sync>;

#[derive(Clone)]
struct Registered {
    handler: Handler,
    max_attempts: u32,
}

/// Work to be enqueued again and again.
#[derive(Clone)]
struct Schedule {
    kind: &'static str,
    interval: Duration,
    payload: Arc<dyn Fn() -> String + Send + Sync>,
}

/// The job queue and its runner. Cheap to clone.
#[derive(Clone)]
pub struct Jobs {
    db: Db,
    clock: Clock,
    rng: Rng,
    handlers: Arc<RwLock<HashMap<&'static str, Registered>>>,
    schedules: Arc<RwLock<Vec<Schedule>>>,
}

impl Jobs {
    /// A queue without handlers.
    #[must_use]
    pub fn new(db: &Db, clock: &Clock, rng: &Rng) -> Self {
        Self {
            db: db.clone(),
            clock: clock.clone(),
            rng: rng.clone(),
            handlers: Arc::default(),
            schedules: Arc::default(),
        }
    }

    /// Says what does the work of `J`.
    pub fn on<J, F, Fut>(&self, handler: F)
    where
        J: Job,
        F: Fn(J) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<(), JobError>> + Send + 'static,
    {
        let handler: Handler = Arc::new(move |payload| match serde_json::from_str::<J>(&payload) {
            Ok(job) => Box::pin(handler(job)),
            Err(error) => Box::pin(std::future::ready(Err(JobError::fail(format!("the payload: {error}"))))),
        });
        self.handlers.write().insert(J::KIND, Registered { handler, max_attempts: J::MAX_ATTEMPTS });
    }

    /// Enqueues `make()` once per `interval`, however many nodes there are, from one interval after the first start on.
    pub fn every<J: Job>(&self, interval: Duration, make: impl Fn() -> J + Send + Sync + 'static) {
        let payload = Arc::new(move || store::payload_of(&make()));
        self.schedules.write().push(Schedule { kind: J::KIND, interval, payload });
    }

    /// Starts the runner.
    pub fn start(&self, tasks: &Tasks) {
        tasks.spawn("jobs", runner::run(self.clone(), tasks.clone()));
    }

    /// Runs everything that is due, and what that causes, here and now; says how many jobs ran. For tests and the command line.
    ///
    /// # Errors
    /// When the queue can't be read or written.
    pub async fn run_due(&self) -> Result<usize, DbError> {
        runner::run_due(self).await
    }

    /// How many jobs wait, and how many are dead letters.
    ///
    /// # Errors
    /// When the queue can't be read.
    pub async fn depth(&self) -> Result<Depth, DbError> {
        store::depth(self.db.read()).await
    }
}

/// The state of the queue in two numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Depth {
    /// Waiting or running.
    pub waiting: u64,
    /// Used up all their tries.
    pub dead: u64,
}
