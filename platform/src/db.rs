//! The database: one code path for SQLite and PostgreSQL.
//!
//! *Reads* go to a pool of connections ([`Db::read`]). *Writes* go through [`Db::write`], which takes a repeatable
//! closure and gives it a transaction ([`Tx`]):
//!
//! - On **SQLite** one thread owns the one writing connection. Closures that are waiting when it becomes free share one
//!   transaction, each in its own savepoint, and are acknowledged together after the commit's fsync
//!   (group commit; `WAL`, `synchronous=FULL`, `BEGIN IMMEDIATE`).
//! - On **PostgreSQL** each closure is a `SERIALIZABLE` transaction, run again on `40001` and `40P01`, so that a rule checked
//!   inside of it holds exactly as it does under SQLite's single writer.
//!
//! What a write causes elsewhere goes along in the same transaction: [`Tx::emit`], [`Tx::enqueue`], [`Tx::audit`].
//! A closure may run more than once and must have no other effect: no network, no blob, no lock.

mod coalesce;
mod dialect;
mod effects;
mod error;
mod postgres;
mod sqlite;
mod tx;

use std::sync::Arc;

use kernel::{Clock, Rng};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend};
use tokio::{sync::oneshot, time::Instant};

pub use coalesce::Coalescer;
pub use dialect::Dialect;
pub use effects::AfterCommit;
pub use error::DbError;
pub use tx::Tx;

use tx::Pending;

use crate::health::PartHealth;

/// How to reach the database.
#[derive(Clone, Debug)]
pub struct DbOptions {
    /// `sqlite:///absolute/or/relative/path.db` or `postgres://user:password@host:port/name`.
    pub url: String,
    /// How many connections read at the same time.
    pub readers: u32,
    /// How many transactions PostgreSQL may work on at the same time (SQLite has one writer).
    pub writers: u32,
}

/// A handle on the database, cheap to clone.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    reader: DatabaseConnection,
    writer: Writer,
    after: AfterCommit,
}

enum Writer {
    Sqlite(sqlite::Writer),
    Postgres(postgres::Writer),
}

impl Db {
    /// Connects. On SQLite the file and its folder are made if they are not there.
    ///
    /// # Errors
    /// When the database can't be reached or opened.
    pub async fn open(options: &DbOptions, clock: Clock, rng: Rng) -> Result<Self, DbError> {
        let after = AfterCommit::new();
        let context = tx::Context { clock, rng };
        let (reader, writer) = if options.url.starts_with("sqlite:") {
            let writer = sqlite::Writer::open(&options.url, context, after.clone()).await?;
            (sqlite::open_reader(&options.url, options.readers).await?, Writer::Sqlite(writer))
        } else {
            let reader = postgres::open(&options.url, options.readers).await?;
            let writing = postgres::open(&options.url, options.writers).await?;
            (reader, Writer::Postgres(postgres::Writer::new(writing, options.writers, context, after.clone())))
        };
        Ok(Self(Arc::new(Inner { reader, writer, after })))
    }

    /// The pool for reading. What an acknowledged write left is seen by every read that starts after it.
    #[must_use]
    pub fn read(&self) -> &DatabaseConnection {
        &self.0.reader
    }

    /// Which database it is, for the few statements that differ.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        match self.0.reader.get_database_backend() {
            DbBackend::Postgres => Dialect::Postgres,
            _ => Dialect::Sqlite,
        }
    }

    /// Runs `closure` in a transaction and returns when that is on disk. An `Err` from the closure undoes all it did.
    ///
    /// The closure may run more than once. It goes on to its end even if the caller stops waiting.
    ///
    /// # Errors
    /// The closure's own error, or the database's, converted.
    pub async fn write<T, E, F>(&self, closure: F) -> Result<T, E>
    where
        F: AsyncFn(&Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        match &self.0.writer {
            Writer::Sqlite(writer) => writer.submit(Box::new(Pending::new(closure, reply)))?,
            Writer::Postgres(writer) => writer.run(closure, reply),
        }
        // The sender is dropped unanswered only when the closure panicked or the writer is gone.
        answer.await.unwrap_or_else(|_| Err(DbError::interrupted().into()))
    }

    /// What should happen right after a commit: the outbox pump and the job runner hang on to this.
    pub(crate) fn after_commit(&self) -> &AfterCommit {
        &self.0.after
    }

    /// Whether a read comes back, and how fast; after a write that failed, whether one goes through again.
    pub async fn health(&self) -> PartHealth {
        let asked = Instant::now();
        if let Err(error) = self.read().execute_unprepared("SELECT 1").await {
            // The text may name hosts and users: it is for the log.
            tracing::warn!(%error, "the database does not answer");
            return PartHealth::down("the database does not answer").taking(asked.elapsed());
        }
        if self.is_failing() && self.probe_write().await.is_err() {
            return PartHealth::down("the database can't be written").taking(asked.elapsed());
        }
        PartHealth::ok().taking(asked.elapsed())
    }

    /// Whether a room's `table` can be read, and how fast: what the room tells of its health.
    pub async fn table_health(&self, table: &'static str) -> PartHealth {
        let asked = Instant::now();
        match self.read().execute_unprepared(&format!("SELECT 1 FROM {table} LIMIT 1")).await {
            Ok(_) => PartHealth::ok().taking(asked.elapsed()),
            Err(error) => {
                tracing::warn!(%error, table, "a table can't be read");
                PartHealth::down(format!("the {table} can't be read")).taking(asked.elapsed())
            }
        }
    }

    fn is_failing(&self) -> bool {
        match &self.0.writer {
            Writer::Sqlite(writer) => writer.is_failing(),
            Writer::Postgres(_) => false,
        }
    }

    /// Writes a row for nothing but to see whether that works. Only asked while the last write failed.
    async fn probe_write(&self) -> Result<(), DbError> {
        self.write(async move |tx: &Tx| crate::settings::store::put(tx, "health.probe", &tx.now().to_string()).await)
            .await
    }

    /// Lets the writer finish what is queued, then closes everything.
    pub async fn close(&self) {
        match &self.0.writer {
            Writer::Sqlite(writer) => writer.close().await,
            Writer::Postgres(writer) => writer.close().await,
        }
        if let Err(error) = self.0.reader.close_by_ref().await {
            tracing::warn!(%error, "closing the read pool");
        }
    }
}
