//! Whether the parts that the server leans on work.
//!
//! Each part registers an asynchronous check. Checks run together, each within [`CHECK_LIMIT`], and an answer younger
//! than [`FRESH_FOR`] is given again, so that a crowd of probes costs one round of checks a second.

use std::{
    collections::BTreeMap,
    future::Future,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use futures::future::{BoxFuture, join_all};
use serde::Serialize;
use tokio::time::Instant;

/// A check that has not answered by then counts as [`Status::Down`].
pub const CHECK_LIMIT: Duration = Duration::from_secs(2);

/// For how long a report is given again instead of being made anew.
pub const FRESH_FOR: Duration = Duration::from_secs(1);

/// How well a part works, from best to worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It works.
    Ok,
    /// It works, but something needs a look.
    Degraded,
    /// It does not work.
    Down,
}

/// The health of one part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PartHealth {
    /// How well it works.
    pub status: Status,
    /// How long its last answer took, in milliseconds, where it is asked over a distance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latency_ms: Option<u64>,
    /// A sentence for the operator; never holds a secret, since `/health` shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

impl PartHealth {
    /// It works.
    #[must_use]
    pub const fn ok() -> Self {
        Self { status: Status::Ok, latency_ms: None, detail: None }
    }

    /// It works, but.
    pub fn degraded(detail: impl Into<String>) -> Self {
        Self { status: Status::Degraded, latency_ms: None, detail: Some(detail.into()) }
    }

    /// It does not work, because.
    pub fn down(detail: impl Into<String>) -> Self {
        Self { status: Status::Down, latency_ms: None, detail: Some(detail.into()) }
    }

    /// Adds how long its answer took.
    #[must_use]
    pub fn taking(mut self, latency: Duration) -> Self {
        self.latency_ms = Some(u64::try_from(latency.as_millis()).unwrap_or(u64::MAX));
        self
    }
}

/// The health of all parts at one moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HealthReport {
    /// The worst of all.
    pub status: Status,
    /// Each part under its name.
    pub services: BTreeMap<&'static str, PartHealth>,
}

type Check = Arc<dyn Fn() -> BoxFuture<'static, PartHealth> + Send + Sync>;

/// The parts and their checks. Clones share them.
#[derive(Clone, Default)]
pub struct HealthRegistry(Arc<Inner>);

#[derive(Default)]
struct Inner {
    checks: Mutex<BTreeMap<&'static str, Check>>,
    /// Held while checks run, so that they run once for all who ask at the same time.
    last: tokio::sync::Mutex<Option<(Instant, Arc<HealthReport>)>>,
}

impl HealthRegistry {
    /// No parts yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a part. A second check under the same name replaces the first.
    pub fn register<F, Fut>(&self, name: &'static str, check: F)
    where
        F: Fn() -> Fut + Send + Sync + 'static,
        Fut: Future<Output = PartHealth> + Send + 'static,
    {
        let check: Check = Arc::new(move || Box::pin(check()));
        self.0.checks.lock().unwrap_or_else(PoisonError::into_inner).insert(name, check);
    }

    /// Asks every part, or gives the last answer while that is fresh.
    pub async fn report(&self) -> Arc<HealthReport> {
        let mut last = self.0.last.lock().await;
        if let Some((at, report)) = last.as_ref()
            && at.elapsed() < FRESH_FOR
        {
            return Arc::clone(report);
        }
        let report = Arc::new(self.ask().await);
        *last = Some((Instant::now(), Arc::clone(&report)));
        report
    }

    /// Asks every part now, however fresh the last answer is.
    pub async fn ask(&self) -> HealthReport {
        let checks: Vec<(&'static str, Check)> = {
            let checks = self.0.checks.lock().unwrap_or_else(PoisonError::into_inner);
            checks.iter().map(|(name, check)| (*name, Arc::clone(check))).collect()
        };
        let services: BTreeMap<_, _> = join_all(checks.into_iter().map(|(name, check)| async move {
            let answer = tokio::time::timeout(CHECK_LIMIT, check()).await;
            (name, answer.unwrap_or_else(|_| PartHealth::down("no answer in time").taking(CHECK_LIMIT)))
        }))
        .await
        .into_iter()
        .collect();
        let status = services.values().map(|part| part.status).max().unwrap_or(Status::Ok);
        HealthReport { status, services }
    }
}

impl std::fmt::Debug for HealthRegistry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let checks = self.0.checks.lock().unwrap_or_else(PoisonError::into_inner);
        f.debug_tuple("HealthRegistry").field(&checks.keys().collect::<Vec<_>>()).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_report_is_as_bad_as_its_worst_part_and_bounded_in_time() {
        let health = HealthRegistry::new();
        assert_eq!(health.ask().await.status, Status::Ok);
        health.register("fine", || async { PartHealth::ok().taking(Duration::from_millis(3)) });
        health.register("slow", || async { PartHealth::degraded("nearly full") });
        assert_eq!(health.ask().await.status, Status::Degraded);
        health.register("hung", std::future::pending);
        let begun = Instant::now();
        let report = health.ask().await;
        assert_eq!(begun.elapsed(), CHECK_LIMIT);
        assert_eq!(report.status, Status::Down);
        assert_eq!(
            serde_json::to_value(&report).unwrap(),
            serde_json::json!({"status": "down", "services": {
                "fine": {"status": "ok", "latencyMs": 3},
                "hung": {"status": "down", "latencyMs": 2000, "detail": "no answer in time"},
                "slow": {"status": "degraded", "detail": "nearly full"},
            }})
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_crowd_costs_one_round_a_second_and_a_break_shows_after_it() {
        let health = HealthRegistry::new();
        let asked = Arc::new(AtomicU32::new(0));
        let counter = Arc::clone(&asked);
        health.register("part", move || {
            let asked = counter.fetch_add(1, Ordering::SeqCst);
            async move { if asked == 0 { PartHealth::ok() } else { PartHealth::down("broke") } }
        });
        let reports = join_all((0..50).map(|_| health.report())).await;
        assert!(reports.iter().all(|report| report.status == Status::Ok));
        assert_eq!(asked.load(Ordering::SeqCst), 1);
        tokio::time::sleep(FRESH_FOR).await;
        assert_eq!(health.report().await.status, Status::Down);
    }
}
