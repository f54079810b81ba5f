//! What has to be tidied up again and again and belongs to no room.

use std::time::Duration;

use platform::{
    Platform,
    jobs::{Job, JobError},
};
use serde::{Deserialize, Serialize};

/// Removes answers kept for idempotency keys and rate limits that nobody needs any more.
#[derive(Debug, Default, Serialize, Deserialize)]
struct TidyEdge {}

impl Job for TidyEdge {
    const KIND: &'static str = "app.tidy_edge";
}

/// Registers the job.
pub(crate) fn register(platform: &Platform) {
    let this = platform.clone();
    platform.jobs.on(move |_: TidyEdge| {
        let platform = this.clone();
        async move {
            gate::prune_idempotency_keys(&platform).await?;
            platform.limits.prune().await.map_err(JobError::retry)?;
            Ok(())
        }
    });
    platform.jobs.every(Duration::from_secs(3600), TidyEdge::default);
}

/// Looks at the key file now and then, so that `fluxstudio admin rotate-keys` needs no restart.
pub(crate) fn watch_keys(platform: &Platform) {
    let secrets = platform.secrets.clone();
    platform.tasks.spawn_service("key-watch", async move {
        let mut tick = tokio::time::interval(platform::secrets::WATCH);
        loop {
            tick.tick().await;
            if let Err(error) = secrets.reload_if_changed() {
                tracing::error!(%error, "the keys could not be read again; those in use stay");
            }
        }
    });
}
