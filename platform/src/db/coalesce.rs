//! Many small writes of one kind as one set-based statement.
//!
//! The hot logs (messages, document updates) would spend most of their time in statements of one row. Here, whatever is
//! waiting when the writer is free becomes one call of one function, which writes all of it with one statement a table;
//! each waiter gets its own answer after the commit.

use std::{marker::PhantomData, sync::Arc};

use tokio::sync::{mpsc, oneshot};

use super::{Db, DbError, Tx};
use crate::tasks::Tasks;

struct Waiting<I, O, E> {
    item: I,
    reply: oneshot::Sender<Result<O, E>>,
}

/// The way into a coalesced log. Cheap to clone.
pub struct Coalescer<I, O, E> {
    queue: mpsc::UnboundedSender<Waiting<I, O, E>>,
    marker: PhantomData<fn(I) -> Result<O, E>>,
}

impl<I, O, E> Clone for Coalescer<I, O, E> {
    fn clone(&self) -> Self {
        Self { queue: self.queue.clone(), marker: PhantomData }
    }
}

impl<I, O, E> Coalescer<I, O, E>
where
    I: Send + Sync + 'static,
    O: Send + 'static,
    E: From<DbError> + Clone + Send + 'static,
{
    /// Starts the task that gathers and writes, up to `max_batch` items at a time.
    ///
    /// `flush` gets the items in the order they came and gives one answer each, in that order. It may run more than once.
    /// If it fails as a whole, every waiter of the batch gets the error.
    pub fn spawn<F>(db: &Db, tasks: &Tasks, name: &'static str, max_batch: usize, flush: F) -> Self
    where
        F: AsyncFn(&Tx, &[I]) -> Result<Vec<O>, E> + Clone + Send + Sync + 'static,
    {
        Self::spawn_watched(db, tasks, name, max_batch, flush, |_| {})
    }

    /// As [`spawn`](Self::spawn), with somebody who looks on: `committed` sees the answers of each batch after its commit and
    /// before any waiter does, batch after batch in the order of the commits. The place to bring a cache up to date, so that
    /// whoever is acknowledged finds there what it wrote. It must be quick and must not panic: it holds up the log.
    pub fn spawn_watched<F, W>(
        db: &Db,
        tasks: &Tasks,
        name: &'static str,
        max_batch: usize,
        flush: F,
        mut committed: W,
    ) -> Self
    where
        F: AsyncFn(&Tx, &[I]) -> Result<Vec<O>, E> + Clone + Send + Sync + 'static,
        W: FnMut(&[O]) + Send + 'static,
    {
        let (queue, mut inbox) = mpsc::unbounded_channel::<Waiting<I, O, E>>();
        let db = db.clone();
        let flush = Arc::new(flush);
        let size = metrics::histogram!("db_coalesced_batch", "log" => name);
        // A service: it must outlive every request that may still hand something in.
        tasks.spawn_service(name, async move {
            let mut taken = Vec::new();
            while inbox.recv_many(&mut taken, max_batch).await > 0 {
                size.record(taken.len() as f64);
                let (items, replies): (Vec<I>, Vec<_>) = taken.drain(..).map(|one| (one.item, one.reply)).unzip();
                let items = Arc::new(items);
                let flush = Arc::clone(&flush);
                let answer = db.write(async move |tx: &Tx| flush(tx, &items).await).await;
                match answer {
                    Ok(answers) => {
                        committed(&answers);
                        for (reply, answer) in replies.into_iter().zip(answers) {
                            let _ = reply.send(Ok(answer));
                        }
                    }
                    Err(error) => {
                        for reply in replies {
                            let _ = reply.send(Err(error.clone()));
                        }
                    }
                }
            }
        });
        Self { queue, marker: PhantomData }
    }

    /// Hands in one item; returns when it is on disk.
    ///
    /// # Errors
    /// The batch's error, or `DbError` when the writer is gone.
    pub async fn submit(&self, item: I) -> Result<O, E> {
        let (reply, answer) = oneshot::channel();
        self.queue.send(Waiting { item, reply }).map_err(|_| DbError::interrupted())?;
        answer.await.unwrap_or_else(|_| Err(DbError::interrupted().into()))
    }
}
