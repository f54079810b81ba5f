//! The loop that claims and runs jobs.

use std::{sync::Arc, time::Duration};

use futures::{FutureExt, future::join_all};

use super::{JobError, Jobs, store};
use crate::{
    db::{DbError, Tx},
    tasks::Tasks,
};

/// How many jobs run at the same time on one node.
const CONCURRENCY: u64 = 8;
/// A job that takes longer than this is taken to have died with its node.
const LEASE: Duration = Duration::from_secs(300);
/// The longest sleep: jobs that another node enqueued, and schedules, are seen after that at the latest.
const NAP: Duration = Duration::from_secs(5);
/// The longest wait between two tries.
const MAX_BACKOFF: Duration = Duration::from_secs(3600);

pub(super) async fn run(jobs: Jobs, tasks: Tasks) {
    let stopping = tasks.stopping();
    let nudge = jobs.db.after_commit().jobs();
    loop {
        let ran = tokio::select! {
            ran = run_some(&jobs) => ran,
            () = stopping.cancelled() => return,
        };
        let nap = match ran {
            Ok(0) => nap(&jobs).await,
            Ok(_) => Duration::ZERO,
            Err(error) => {
                tracing::error!(%error, "the job queue can't be reached");
                NAP
            }
        };
        if !nap.is_zero() {
            tokio::select! {
                () = nudge.notified() => {}
                () = tokio::time::sleep(nap) => {}
                () = stopping.cancelled() => return,
            }
        }
    }
}

async fn nap(jobs: &Jobs) -> Duration {
    match store::next_due(jobs.db.read()).await {
        Ok(Some(due)) => due.since(jobs.clock.now()).clamp(Duration::from_millis(20), NAP),
        Ok(None) | Err(_) => NAP,
    }
}

pub(super) async fn run_due(jobs: &Jobs) -> Result<usize, DbError> {
    let mut total = 0;
    loop {
        match run_some(jobs).await? {
            0 => return Ok(total),
            ran => total += ran,
        }
    }
}

/// Enqueues what schedules ask for, claims a handful and runs it to the end.
async fn run_some(jobs: &Jobs) -> Result<usize, DbError> {
    enqueue_scheduled(jobs).await?;
    let kinds: Arc<Vec<&'static str>> = Arc::new(jobs.handlers.read().keys().copied().collect());
    if kinds.is_empty() || store::next_due(jobs.db.read()).await?.is_none_or(|due| due > jobs.clock.now()) {
        return Ok(0);
    }
    let dialect = jobs.db.dialect();
    let claimed =
        jobs.db.write(async move |tx: &Tx| store::claim(tx, dialect, &kinds, CONCURRENCY, LEASE).await).await?;
    let count = claimed.len();
    join_all(claimed.into_iter().map(|job| run_one(jobs, job))).await.into_iter().collect::<Result<Vec<()>, _>>()?;
    Ok(count)
}

async fn run_one(jobs: &Jobs, job: store::Model) -> Result<(), DbError> {
    let Some(registered) = jobs.handlers.read().get(job.kind.as_str()).cloned() else {
        return Ok(());
    };
    let work = (registered.handler)(job.payload.clone());
    // A panic in a handler is a failed try, not the end of the runner.
    let ended = std::panic::AssertUnwindSafe(work).catch_unwind().await;
    let ended = ended.unwrap_or_else(|_| Err(JobError::retry("the handler panicked")));
    let outcome = if ended.is_ok() { "done" } else { "failed" };
    metrics::counter!("jobs_run_total", "kind" => job.kind.clone(), "outcome" => outcome).increment(1);
    let id = job.id;
    match ended {
        Ok(()) => jobs.db.write(async move |tx: &Tx| store::finish(tx, id).await).await,
        Err(error) => {
            let attempts = u32::try_from(job.attempts).unwrap_or(u32::MAX);
            let may_retry = matches!(error, JobError::Retry(_)) && attempts < registered.max_attempts;
            let again_at = may_retry.then(|| jobs.clock.now().plus(backoff(attempts, &jobs.rng)));
            tracing::warn!(job.id = %id, job.kind = job.kind, attempts, %error, dead = again_at.is_none(), "a job failed");
            let reason = error.to_string();
            jobs.db.write(async move |tx: &Tx| store::fail(tx, id, &reason, again_at).await).await
        }
    }
}

async fn enqueue_scheduled(jobs: &Jobs) -> Result<(), DbError> {
    let schedules = jobs.schedules.read().clone();
    for schedule in schedules {
        let (clock, rng) = (jobs.clock.clone(), jobs.rng.clone());
        jobs.db
            .write(async move |tx: &Tx| {
                if store::schedules::take_turn(tx, schedule.kind, schedule.interval).await? {
                    let job = store::Model::raw(schedule.kind, (schedule.payload)(), tx.now(), &clock, &rng);
                    store::insert(tx, &[job]).await?;
                }
                Ok::<_, DbError>(())
            })
            .await?;
    }
    Ok(())
}

/// 1 s, 2 s, 4 s … up to an hour, plus up to a quarter of it, so that what failed together does not return together.
fn backoff(attempts: u32, rng: &kernel::Rng) -> Duration {
    let base = Duration::from_secs(1_u64 << attempts.saturating_sub(1).min(12)).min(MAX_BACKOFF);
    base + Duration::from_millis(rng.below(u64::try_from(base.as_millis() / 4).unwrap_or(0) + 1))
}

#[cfg(test)]
mod tests {
    use kernel::{Rng, SeededEntropy};

    use super::*;

    #[test]
    fn backoff_grows_and_is_bounded() {
        let rng = Rng::new(SeededEntropy::new(7));
        let mut last = Duration::ZERO;
        for attempt in 1..=10 {
            let wait = backoff(attempt, &rng);
            assert!(wait > last);
            last = wait;
        }
        assert!(backoff(u32::MAX, &rng) <= MAX_BACKOFF + MAX_BACKOFF / 4);
    }
}
