//! PostgreSQL: serializable transactions, run again when the server asks for it.

use std::{panic::AssertUnwindSafe, str::FromStr, sync::Arc, time::Duration};

use futures::FutureExt;
use sea_orm::{
    DatabaseConnection, DbErr, IsolationLevel, RuntimeErr, SqlxPostgresConnector, TransactionTrait,
    sqlx::postgres::{PgConnectOptions, PgPoolOptions},
};
use tokio::sync::oneshot;
use tokio_util::task::LocalPoolHandle;

use super::{AfterCommit, DbError, Tx, tx::Context};

/// After so many serialization failures in a row the caller is told.
const MAX_ATTEMPTS: u32 = 12;

/// Connects a pool.
pub(super) async fn open(url: &str, connections: u32) -> Result<DatabaseConnection, DbError> {
    let conn_err = |error| DbErr::Conn(RuntimeErr::SqlxError(Arc::new(error)));
    let options = PgConnectOptions::from_str(url).map_err(conn_err)?.statement_cache_capacity(256);
    let pool = PgPoolOptions::new()
        .max_connections(connections)
        // A round trip for each query otherwise; a broken connection shows at its first statement as well.
        .test_before_acquire(false)
        .acquire_timeout(Duration::from_secs(10))
        .connect_with(options)
        .await
        .map_err(conn_err)?;
    Ok(SqlxPostgresConnector::from_sqlx_postgres_pool(pool))
}

/// Runs closures on a few pinned threads, so that (as on SQLite) their futures need not be `Send`.
pub(super) struct Writer {
    conn: DatabaseConnection,
    threads: LocalPoolHandle,
    context: Context,
    after: AfterCommit,
}

impl Writer {
    pub(super) fn new(conn: DatabaseConnection, connections: u32, context: Context, after: AfterCommit) -> Self {
        let threads = usize::try_from(connections).unwrap_or(1).clamp(1, 4);
        Self { conn, threads: LocalPoolHandle::new(threads), context, after }
    }

    pub(super) fn run<T, E, F>(&self, closure: F, reply: oneshot::Sender<Result<T, E>>)
    where
        F: AsyncFn(&Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let (conn, context, after) = (self.conn.clone(), self.context.clone(), self.after.clone());
        self.threads.spawn_pinned(move || async move {
            let work = attempt_until_settled(&conn, &closure, &context, &after);
            // A panic drops the transaction (rolled back) and the reply (the caller sees "interrupted").
            if let Ok(answer) = AssertUnwindSafe(work).catch_unwind().await {
                let _ = reply.send(answer);
            }
        });
    }

    pub(super) async fn close(&self) {
        if let Err(error) = self.conn.close_by_ref().await {
            tracing::warn!(%error, "closing the write pool");
        }
    }
}

async fn attempt_until_settled<T, E, F>(
    conn: &DatabaseConnection,
    closure: &F,
    context: &Context,
    after: &AfterCommit,
) -> Result<T, E>
where
    F: AsyncFn(&Tx) -> Result<T, E>,
    E: From<DbError>,
{
    let retries = metrics::counter!("db_retries_total");
    let mut attempt = 1;
    loop {
        match attempt_once(conn, closure, context, after).await {
            Attempt::Settled(answer) => return answer,
            Attempt::Again(error) if attempt == MAX_ATTEMPTS => return Err(error),
            Attempt::Again(_) => {
                retries.increment(1);
                // Full jitter: two that collided must not collide again in step.
                let ceiling = 4_u64 << attempt.min(8);
                tokio::time::sleep(Duration::from_millis(1 + context.rng.below(ceiling))).await;
                attempt += 1;
            }
        }
    }
}

enum Attempt<T, E> {
    Settled(Result<T, E>),
    Again(E),
}

async fn attempt_once<T, E, F>(
    conn: &DatabaseConnection,
    closure: &F,
    context: &Context,
    after: &AfterCommit,
) -> Attempt<T, E>
where
    F: AsyncFn(&Tx) -> Result<T, E>,
    E: From<DbError>,
{
    let outer = match conn.begin_with_config(Some(IsolationLevel::Serializable), None).await {
        Ok(outer) => Arc::new(outer),
        Err(error) => return Attempt::Settled(Err(DbError::from(error).into())),
    };
    let tx = Tx::new(Arc::clone(&outer), context.clone());
    let answer = closure(&tx).await;
    let again = tx.wants_retry();
    let effects = tx.into_effects();
    let value = match answer {
        Ok(value) => value,
        // Dropping the last handle rolls back.
        Err(error) if again => return Attempt::Again(error),
        Err(error) => return Attempt::Settled(Err(error)),
    };
    let committed = async {
        effects.write(outer.as_ref()).await?;
        let outer = Arc::into_inner(outer).ok_or_else(DbError::interrupted)?;
        outer.commit().await.map_err(DbError::from)
    };
    match committed.await {
        Ok(()) => {
            after.committed(effects);
            Attempt::Settled(Ok(value))
        }
        Err(error) if error.is_retryable() => Attempt::Again(error.into()),
        Err(error) => Attempt::Settled(Err(error.into())),
    }
}
