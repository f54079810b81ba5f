//! Every task that the server runs, so that a drain can wait for them.

use std::{
    collections::BTreeMap,
    fmt,
    future::Future,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::task::JoinHandle;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing::Instrument;

/// A handle on the running tasks. Clones share them.
#[derive(Clone, Default)]
pub struct Tasks(Arc<Inner>);

#[derive(Default)]
struct Inner {
    tracker: TaskTracker,
    /// Soft stop: no new work, finish what is begun.
    stopping: CancellationToken,
    /// Hard stop: everything that was waited for has ended, or had its time.
    stopped: CancellationToken,
    running: Mutex<BTreeMap<&'static str, usize>>,
}

/// What had not ended when the time for a drain was over.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("still running after the time to drain: {}", .0.join(", "))]
pub struct StillRunning(pub Vec<&'static str>);

impl Tasks {
    /// No tasks yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Runs `future` as a task that [`drain`](Self::drain) waits for. It should end soon after
    /// [`stopping`](Self::stopping) is cancelled; dropping the handle leaves it running.
    ///
    /// `name` stands in the log when the task panics or outlives a drain.
    pub fn spawn<F>(&self, name: &'static str, future: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        let running = Running::begin(Arc::clone(&self.0), name);
        let tracked = self.0.tracker.track_future(async move {
            let _running = running;
            future.await
        });
        start(name, tracked)
    }

    /// Runs `future` for as long as anything may need it: a drain does not wait for it but ends it, once all that
    /// [`spawn`](Self::spawn) started has ended. For helpers that others use while they finish, such as a bus
    /// listener.
    pub fn spawn_service<F>(&self, name: &'static str, future: F) -> JoinHandle<()>
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let stopped = self.0.stopped.clone();
        start(name, async move {
            let _watch = PanicWatch(name);
            let _ = stopped.run_until_cancelled(future).await;
        })
    }

    /// Cancelled when the server begins to stop.
    #[must_use]
    pub fn stopping(&self) -> CancellationToken {
        self.0.stopping.clone()
    }

    /// Begins to stop, without waiting.
    pub fn stop(&self) {
        self.0.stopping.cancel();
    }

    /// Begins to stop and waits until every task has ended, `limit` at most. Services end in any case.
    ///
    /// # Errors
    /// The names of the tasks that had not ended by then.
    pub async fn drain(&self, limit: Duration) -> Result<(), StillRunning> {
        self.stop();
        self.0.tracker.close();
        let ended = tokio::time::timeout(limit, self.0.tracker.wait()).await;
        self.0.stopped.cancel();
        ended.map_err(|_| StillRunning(self.running()))
    }

    /// The names of the tasks that run now, each once.
    #[must_use]
    pub fn running(&self) -> Vec<&'static str> {
        self.0.running.lock().unwrap_or_else(PoisonError::into_inner).keys().copied().collect()
    }
}

impl fmt::Debug for Tasks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Tasks").field(&self.running()).finish()
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that starts tasks; all others go through Tasks")]
fn start<F>(name: &'static str, future: F) -> JoinHandle<F::Output>
where
    F: Future<Output: Send> + Send + 'static,
{
    tokio::spawn(future.instrument(tracing::info_span!(parent: None, "task", task.name = name)))
}

/// Counts a task for as long as its future lives.
struct Running {
    inner: Arc<Inner>,
    name: &'static str,
    _watch: PanicWatch,
}

impl Running {
    fn begin(inner: Arc<Inner>, name: &'static str) -> Self {
        *inner.running.lock().unwrap_or_else(PoisonError::into_inner).entry(name).or_default() += 1;
        Self { inner, name, _watch: PanicWatch(name) }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let mut running = self.inner.running.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = running.get_mut(self.name) {
            *count -= 1;
            if *count == 0 {
                running.remove(self.name);
            }
        }
    }
}

/// Says in the log that a task died: nobody may be waiting on its handle.
struct PanicWatch(&'static str);

impl Drop for PanicWatch {
    fn drop(&mut self) {
        if std::thread::panicking() {
            tracing::error!(task.name = self.0, "a task panicked");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_drain_waits_for_tasks_and_ends_services() {
        let tasks = Tasks::new();
        let stopping = tasks.stopping();
        let task = tasks.spawn("worker", async move {
            stopping.cancelled().await;
            tokio::time::sleep(Duration::from_millis(20)).await;
            7
        });
        let service = tasks.spawn_service("listener", std::future::pending());
        assert_eq!(tasks.running(), ["worker"]);
        tasks.drain(Duration::from_secs(5)).await.unwrap();
        assert_eq!(task.await.unwrap(), 7);
        service.await.unwrap();
        assert!(tasks.running().is_empty());
    }

    #[tokio::test]
    async fn a_drain_names_what_does_not_end() {
        let tasks = Tasks::new();
        tasks.spawn("stuck", std::future::pending::<()>());
        tasks.spawn("stuck", std::future::pending::<()>());
        let refused = tasks.drain(Duration::from_millis(20)).await;
        assert_eq!(refused, Err(StillRunning(vec!["stuck"])));
    }

    #[tokio::test]
    async fn a_panic_does_not_hold_up_a_drain() {
        let tasks = Tasks::new();
        let task = tasks.spawn("clumsy", async { panic!("on purpose") });
        assert!(task.await.is_err());
        tasks.drain(Duration::from_secs(5)).await.unwrap();
    }
}
