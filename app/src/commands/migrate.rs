//! `fluxstudio migrate`

use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;
use platform::config::Config;
use serde_json::json;

use crate::{console::say, open};

/// What to do.
#[derive(Args)]
pub(crate) struct Migrate {
    /// Changes nothing; ends with 1 when migrations are missing.
    #[arg(long)]
    check: bool,
    /// For programs.
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(config: Config, migrate: &Migrate) -> anyhow::Result<ExitCode> {
    if open::is_sqlite(&config) && !migrate.check {
        std::fs::create_dir_all(&config.data_dir).with_context(|| config.data_dir.display().to_string())?;
    }
    let conn = schema::connect(config.database_url().expose()).await.context("the database (FLUX_DATABASE_URL)")?;
    let before = schema::standing(&conn).await?;
    if !migrate.check {
        schema::migrate(&conn).await.context("migrating")?;
    }
    let after = schema::standing(&conn).await?;
    conn.close().await?;
    let applied: Vec<_> = before.pending.iter().filter(|name| !after.pending.contains(name)).collect();
    if migrate.json {
        say(json!({ "applied": applied, "pending": after.pending, "unknown": after.unknown }));
    } else {
        for name in &applied {
            say(format_args!("applied {name}"));
        }
        for name in &after.pending {
            say(format_args!("missing {name}"));
        }
        for name in &after.unknown {
            say(format_args!("from a newer release: {name}"));
        }
        if after.pending.is_empty() {
            say("the database is up to date");
        }
    }
    Ok(if after.pending.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
