//! `fluxstudio openapi`

use std::sync::Arc;

use anyhow::Context as _;
use gate::{Assets, EdgeOptions};
use ops::SchemaCheck;
use platform::config::Config;

use crate::{console::say, open, wire::Studio};

/// Writes the description of the API. It comes from the routes themselves, so the whole studio is built, on a scratch folder.
pub(crate) async fn run() -> anyhow::Result<()> {
    let (_, rng) = open::time_and_chance()?;
    let folder = std::env::temp_dir().join(format!("fluxstudio-openapi-{:032x}", u128::from_le_bytes(rng.bytes())));
    let written = describe(Config { data_dir: folder.clone(), ..Config::default() }).await;
    std::fs::remove_dir_all(&folder).with_context(|| folder.display().to_string())?;
    say(written?);
    Ok(())
}

async fn describe(config: Config) -> anyhow::Result<String> {
    std::fs::create_dir_all(&config.data_dir)?;
    let options = EdgeOptions::from_config(&config, config.public_url(config.listen));
    let platform = open::platform(config).await?;
    let schema: SchemaCheck = Arc::new(|| Box::pin(async { Ok(()) }));
    let studio = Studio::open(&platform, None, schema).await?;
    let (_, document) = studio.edge(options, Assets::new([]));
    platform.db.close().await;
    Ok(document.to_pretty_json()?)
}
