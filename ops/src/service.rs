//! The room's handle.

use std::sync::Arc;

use accounts::{Accounts, StudioRole};
use futures::future::BoxFuture;
use kernel::{Actor, Problem, Timestamp};
use metrics_exporter_prometheus::PrometheusHandle;
use platform::Platform;

/// Says why the database's schema does not fit this binary, if it does not.
pub type SchemaCheck = Arc<dyn Fn() -> BoxFuture<'static, Result<(), String>> + Send + Sync>;

/// The operator's view of the studio. Cheap to clone.
#[derive(Clone)]
pub struct Ops(Arc<Inner>);

struct Inner {
    platform: Platform,
    accounts: Accounts,
    metrics: Option<PrometheusHandle>,
    schema: SchemaCheck,
    started_at: Timestamp,
}

impl Ops {
    /// `metrics` is `None` where none are collected (tests).
    #[must_use]
    pub fn new(
        platform: &Platform,
        accounts: &Accounts,
        metrics: Option<PrometheusHandle>,
        schema: SchemaCheck,
    ) -> Self {
        Self(Arc::new(Inner {
            platform: platform.clone(),
            accounts: accounts.clone(),
            metrics,
            schema,
            started_at: platform.clock.now(),
        }))
    }

    pub(crate) fn platform(&self) -> &Platform {
        &self.0.platform
    }

    pub(crate) fn uptime_seconds(&self) -> u64 {
        self.platform().clock.now().since(self.0.started_at).as_secs()
    }

    /// Why this node should get no requests right now, if so.
    pub(crate) async fn unready_because(&self) -> Option<String> {
        if self.platform().tasks.stopping().is_cancelled() {
            return Some("the server is stopping".to_owned());
        }
        (self.0.schema)().await.err()
    }

    /// What Prometheus collects, the numbers of this moment put in.
    pub(crate) async fn render_metrics(&self) -> Option<String> {
        let handle = self.0.metrics.as_ref()?;
        metrics::gauge!("process_uptime_seconds").set(self.uptime_seconds() as f64);
        if let Some(bytes) = crate::process::resident_bytes() {
            metrics::gauge!("process_resident_memory_bytes").set(bytes as f64);
        }
        if let Ok(depth) = self.platform().jobs.depth().await {
            metrics::gauge!("jobs_waiting").set(depth.waiting as f64);
            metrics::gauge!("jobs_dead").set(depth.dead as f64);
        }
        handle.run_upkeep();
        Some(handle.render())
    }

    /// Refuses everyone but an owner of the studio.
    pub(crate) async fn must_own_studio(&self, actor: &Actor) -> Result<(), Problem> {
        let identity = actor.identity()?;
        match self.0.accounts.user(identity.user).await?.map(|user| user.studio_role) {
            Some(StudioRole::Owner) => Ok(()),
            _ => Err(Problem::forbidden()),
        }
    }
}
