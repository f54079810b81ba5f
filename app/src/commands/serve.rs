//! `fluxstudio serve`

use std::{sync::Arc, time::Duration};

use anyhow::Context as _;
use gate::{EdgeOptions, ServeOptions};
use ops::SchemaCheck;
use platform::{Platform, config::Config, telemetry};
use tokio::{net::TcpListener, signal};

use crate::{assets, console::say, housekeeping, open, wire::Studio};

/// Time for background work to end once the last request has.
const LAST_WORK: Duration = Duration::from_secs(5);

/// Runs the studio until it is told to stop, then drains it.
pub(crate) async fn run(config: Config) -> anyhow::Result<()> {
    telemetry::start_logging(&config.log)?;
    let metrics = telemetry::start_metrics()?;
    let _folder = open::DataFolder::take(&config)?;
    let (address, drain) = (config.listen, Duration::from_secs(config.drain_seconds));
    // Before the database is touched: a port that is taken is the most likely mistake.
    let listener = TcpListener::bind(address).await.with_context(|| format!("listening on {address}"))?;
    let listening = listener.local_addr()?;
    let public_url = config.public_url(listening);
    // Links are made of the configuration: it has to say the port that was really taken.
    let alone = open::is_sqlite(&config);
    let platform = open::platform(Config { listen: listening, ..config }).await?;
    if alone {
        gate::release_unanswered_keys(&platform).await.context("the idempotency keys of an earlier life")?;
    }
    let studio = Studio::open(&platform, Some(metrics), schema_check(&platform)).await?;
    let options = EdgeOptions::from_config(&platform.config, public_url.clone());
    let (router, _) = studio.edge(options, assets::embedded());
    platform.jobs.start(&platform.tasks);
    housekeeping::watch_keys(&platform);

    say(format_args!("listening on http://{listening}"));
    if studio.accounts.is_first_run().await? {
        let link = public_url.join(&format!("welcome?setup={}", studio.accounts.setup_token().expose()))?;
        say(format_args!(
            "\nNobody has an account yet. Open this link to make the first one, the studio's owner:\n\n    {link}\n"
        ));
    }
    stop_on_signal(&platform);
    gate::serve(listener, router, platform.tasks.clone(), ServeOptions::new(drain)).await;
    if let Err(error) = platform.tasks.drain(LAST_WORK).await {
        tracing::warn!(%error, "stopping all the same");
    }
    platform.db.close().await;
    tracing::info!("stopped");
    Ok(())
}

/// A newer schema is fine (the next release expands before it contracts); a missing migration is not.
fn schema_check(platform: &Platform) -> SchemaCheck {
    let db = platform.db.clone();
    Arc::new(move || {
        let db = db.clone();
        Box::pin(async move {
            let standing = schema::standing(db.read()).await.map_err(|_| "the database does not answer".to_owned())?;
            match standing.pending.len() {
                0 => Ok(()),
                count => Err(format!("{count} migrations are missing")),
            }
        })
    })
}

/// The first SIGTERM or ctrl-C begins the drain.
fn stop_on_signal(platform: &Platform) {
    let tasks = platform.tasks.clone();
    platform.tasks.spawn_service("signals", async move {
        let interrupted = signal::ctrl_c();
        #[cfg(unix)]
        {
            let mut terminated = match signal::unix::signal(signal::unix::SignalKind::terminate()) {
                Ok(terminated) => terminated,
                Err(error) => {
                    tracing::error!(%error, "SIGTERM can't be caught");
                    return;
                }
            };
            tokio::select! {
                _ = interrupted => {}
                _ = terminated.recv() => {}
            }
        }
        #[cfg(not(unix))]
        let _ = interrupted.await;
        tracing::info!("stopping: no new requests, what is open may end");
        tasks.stop();
    });
}
