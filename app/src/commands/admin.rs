//! `fluxstudio admin`

use anyhow::{Context as _, ensure};
use clap::Subcommand;
use platform::{
    config::Config,
    db::{Db, DbError, DbOptions, Tx},
    secrets::Secrets,
    settings::Settings,
};

use crate::{console::say, open};

/// What to look after.
#[derive(Subcommand)]
pub(crate) enum Admin {
    /// Makes a new signing key. Tokens signed by the old ones stay valid: nobody is signed out.
    RotateKeys,
    /// Turns a feature on for a percentage of people, the same people every time.
    Flag {
        /// The feature.
        name: String,
        /// 0 to 100.
        percent: u8,
    },
}

pub(crate) async fn run(config: Config, admin: &Admin) -> anyhow::Result<()> {
    let (clock, rng) = open::time_and_chance()?;
    match admin {
        Admin::RotateKeys => {
            let secrets = Secrets::open(&config.secrets_dir(), &clock, &rng)?;
            let kid = secrets.rotate(&clock, &rng)?;
            say(format_args!("new tokens are signed by key {kid}; a running server takes it up within five seconds"));
        }
        Admin::Flag { name, percent } => {
            ensure!(*percent <= 100, "a percentage is at most 100");
            let options = DbOptions { url: config.database_url().expose().clone(), readers: 1, writers: 1 };
            let db = Db::open(&options, clock.clone(), rng.clone()).await.context("the database")?;
            let settings = Settings::load(&db, &clock, &rng).await.context("the settings")?;
            let (name, percent) = (name.clone(), *percent);
            let said = format!("{name} is on for {percent} % of people; a running server takes it up within a minute");
            db.write(async move |tx: &Tx| settings.put_flag(tx, &name, percent).await)
                .await
                .map_err(|error: DbError| error)
                .context("writing the flag")?;
            db.close().await;
            say(said);
        }
    }
    Ok(())
}
