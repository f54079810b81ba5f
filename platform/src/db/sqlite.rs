//! SQLite: one thread, one writing connection, group commit.

use std::{
    str::FromStr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use parking_lot::Mutex;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, RuntimeErr, SqliteTransactionMode,
    SqlxSqliteConnector, TransactionOptions, TransactionTrait,
    sqlx::{
        self,
        sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
    },
};
use tokio::sync::{mpsc, oneshot};

use super::{
    AfterCommit, DbError, Tx,
    effects::Effects,
    tx::{Closure, Context, Outcome},
};

/// The most closures that share one commit. More would let the last of them wait too long for the first.
const MAX_BATCH: usize = 256;

fn options(url: &str) -> Result<SqliteConnectOptions, DbError> {
    let path = url.trim_start_matches("sqlite:").trim_start_matches("//");
    let path = std::path::Path::new(path.split('?').next().unwrap_or(path));
    make_private(path).map_err(|error| DbErr::Custom(format!("{}: {error}", path.display())))?;
    Ok(SqliteConnectOptions::from_str(url)
        .map_err(conn_err)?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        .statement_cache_capacity(256)
        .pragma("cache_size", "-8000")
        .pragma("temp_store", "memory")
        // 16 MB: a page that is written again and again goes from the log to the file once in a while, not every 15 commits.
        .pragma("wal_autocheckpoint", "4000")
        .pragma("journal_size_limit", "67108864"))
}

/// Makes the file, for its owner alone, if it is not there; SQLite gives its other files the same mode.
fn make_private(path: &std::path::Path) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

fn conn_err(error: sqlx::Error) -> DbErr {
    DbErr::Conn(RuntimeErr::SqlxError(Arc::new(error)))
}

async fn connect(options: SqliteConnectOptions, connections: u32) -> Result<DatabaseConnection, DbError> {
    let pool = SqlitePoolOptions::new()
        .max_connections(connections)
        .min_connections(1)
        .test_before_acquire(false)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(Duration::from_secs(10))
        .connect_with(options)
        .await
        .map_err(conn_err)?;
    Ok(SqlxSqliteConnector::from_sqlx_sqlite_pool(pool))
}

/// Opens the pool that reads; it can't write.
pub(super) async fn open_reader(url: &str, connections: u32) -> Result<DatabaseConnection, DbError> {
    connect(options(url)?.pragma("query_only", "on"), connections).await
}

type Queue = mpsc::UnboundedSender<Box<dyn Closure>>;

/// The way to the writing thread.
pub(super) struct Writer {
    queue: Mutex<Option<Queue>>,
    done: Mutex<Option<oneshot::Receiver<()>>>,
    failing: Arc<AtomicBool>,
}

impl Writer {
    pub(super) async fn open(url: &str, context: Context, after: AfterCommit) -> Result<Self, DbError> {
        let options = options(url)?;
        let (queue, inbox) = mpsc::unbounded_channel();
        let (opened, ready) = oneshot::channel();
        let (finished, done) = oneshot::channel();
        let failing = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&failing);
        std::thread::Builder::new()
            .name("db-writer".into())
            .spawn(move || {
                // Its own runtime: closures stay on this thread, so that their futures need not be `Send`.
                let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
                    Ok(runtime) => runtime,
                    Err(error) => {
                        let _ = opened.send(Err(DbErr::Custom(error.to_string()).into()));
                        return;
                    }
                };
                runtime.block_on(async move {
                    let conn = match connect(options.clone(), 1).await {
                        Ok(conn) => conn,
                        Err(error) => {
                            let _ = opened.send(Err(error));
                            return;
                        }
                    };
                    if opened.send(Ok(())).is_ok() {
                        let loops = WriteLoop { conn: Some(conn), options, context, after, failing: told };
                        loops.run(inbox).await;
                    }
                });
                let _ = finished.send(());
            })
            .map_err(|error| DbErr::Custom(format!("the writer's thread: {error}")))?;
        ready.await.map_err(|_| DbError::interrupted())??;
        Ok(Self { queue: Mutex::new(Some(queue)), done: Mutex::new(Some(done)), failing })
    }

    pub(super) fn submit(&self, closure: Box<dyn Closure>) -> Result<(), DbError> {
        let queue = self.queue.lock();
        let queue = queue.as_ref().ok_or_else(DbError::interrupted)?;
        queue.send(closure).map_err(|_| DbError::interrupted())
    }

    /// Whether the last batch failed.
    pub(super) fn is_failing(&self) -> bool {
        self.failing.load(Ordering::Relaxed)
    }

    /// Takes no more, finishes what is queued, waits for the thread.
    pub(super) async fn close(&self) {
        drop(self.queue.lock().take());
        let done = self.done.lock().take();
        if let Some(done) = done {
            let _ = done.await;
        }
    }
}

/// The writing thread's loop and its connection.
struct WriteLoop {
    /// `None` after a batch that failed, until the next one opens another.
    conn: Option<DatabaseConnection>,
    options: SqliteConnectOptions,
    context: Context,
    after: AfterCommit,
    failing: Arc<AtomicBool>,
}

impl WriteLoop {
    async fn run(mut self, mut inbox: mpsc::UnboundedReceiver<Box<dyn Closure>>) {
        let batches = metrics::counter!("db_commits_total");
        let closures = metrics::counter!("db_writes_total");
        while let Some(first) = inbox.recv().await {
            let mut batch = Batch { closures: Vec::new(), effects: Effects::default() };
            let committed = match self.connection().await {
                Ok(conn) => batch.fill_and_commit(&conn, first, &mut inbox, &self.context).await,
                Err(error) => {
                    batch.closures.push(first);
                    Err(error)
                }
            };
            batches.increment(1);
            closures.increment(batch.closures.len() as u64);
            self.failing.store(committed.is_err(), Ordering::Relaxed);
            match &committed {
                // News first: a listener must not be later than the answer by a whole batch of wake-ups.
                Ok(()) => self.after.committed(batch.effects),
                Err(error) => {
                    tracing::error!(%error, waiting = batch.closures.len(), "a batch of writes failed");
                    self.abandon_connection().await;
                }
            }
            for closure in batch.closures {
                closure.acknowledge(committed.clone());
            }
        }
        self.abandon_connection().await;
    }

    async fn connection(&mut self) -> Result<DatabaseConnection, DbError> {
        match &self.conn {
            Some(conn) => Ok(conn.clone()),
            None => Ok(self.conn.insert(connect(self.options.clone(), 1).await?).clone()),
        }
    }

    /// After a failure (a full disk, an I/O error) SQLite may have ended the transaction by itself, and the driver, which counts
    /// transactions, would take every later COMMIT for the end of a savepoint: acknowledged, and never on disk. So a connection
    /// that has failed is never used again.
    async fn abandon_connection(&mut self) {
        if let Some(conn) = self.conn.take()
            && let Err(error) = conn.close().await
        {
            tracing::warn!(%error, "closing the writer");
        }
    }
}

struct Batch {
    closures: Vec<Box<dyn Closure>>,
    effects: Effects,
}

impl Batch {
    /// Runs `first` and whatever else is waiting in one transaction, and commits it.
    async fn fill_and_commit(
        &mut self,
        conn: &DatabaseConnection,
        first: Box<dyn Closure>,
        inbox: &mut mpsc::UnboundedReceiver<Box<dyn Closure>>,
        context: &Context,
    ) -> Result<(), DbError> {
        let immediate = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let outer = match conn.begin_with_options(immediate).await {
            Ok(outer) => Arc::new(outer),
            Err(error) => {
                self.closures.push(first);
                return Err(error.into());
            }
        };
        // One alone needs no savepoint: the transaction itself is its undo.
        if inbox.is_empty() {
            let tx = Tx::new(Arc::clone(&outer), context.clone());
            let outcome = self.run(first, &tx).await;
            if outcome == Outcome::Keep {
                self.effects.absorb(tx.into_effects());
                return self.commit(outer).await;
            }
            drop(tx);
            return into_sole(outer)?.rollback().await.map_err(Into::into);
        }
        let mut next = Some(first);
        while let Some(closure) = next {
            outer.execute_unprepared("SAVEPOINT closure").await?;
            let tx = Tx::new(Arc::clone(&outer), context.clone());
            if self.run(closure, &tx).await == Outcome::Keep {
                outer.execute_unprepared("RELEASE closure").await?;
                self.effects.absorb(tx.into_effects());
            } else {
                outer.execute_unprepared("ROLLBACK TO closure").await?;
                outer.execute_unprepared("RELEASE closure").await?;
            }
            next = if self.closures.len() < MAX_BATCH { inbox.try_recv().ok() } else { None };
        }
        self.commit(outer).await
    }

    async fn run(&mut self, mut closure: Box<dyn Closure>, tx: &Tx) -> Outcome {
        let outcome = closure.run(tx).await;
        self.closures.push(closure);
        outcome
    }

    async fn commit(&self, outer: Arc<DatabaseTransaction>) -> Result<(), DbError> {
        self.effects.write(outer.as_ref()).await?;
        into_sole(outer)?.commit().await.map_err(Into::into)
    }
}

/// The transaction back from its closures. A closure can't keep it: `Tx` is only lent.
fn into_sole(outer: Arc<DatabaseTransaction>) -> Result<DatabaseTransaction, DbError> {
    Arc::into_inner(outer).ok_or_else(DbError::interrupted)
}
