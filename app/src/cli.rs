//! The command line.

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};
use platform::config::Config;

use crate::{commands, console};

/// A self-hosted studio for creative teams.
#[derive(Parser)]
#[command(name = "fluxstudio", version, about, propagate_version = true)]
struct Cli {
    /// The configuration file; `./fluxstudio.toml` if there is one. `FLUX_*` variables go over it.
    #[arg(long, global = true, env = "FLUX_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Runs the studio.
    #[command(after_help = "Example:\n  FLUX_LISTEN=0.0.0.0:8080 FLUX_DATA_DIR=/var/lib/fluxstudio fluxstudio serve")]
    Serve,
    /// Brings the database up to this binary. `serve` does this by itself.
    #[command(after_help = "Example:\n  fluxstudio migrate --check --json")]
    Migrate(commands::migrate::Migrate),
    /// Says what is wrong with the set-up, and what to do about it.
    #[command(after_help = "Example:\n  fluxstudio doctor")]
    Doctor(commands::doctor::Doctor),
    /// Looks after keys, flags and the first account.
    #[command(subcommand, after_help = "Example:\n  fluxstudio admin rotate-keys")]
    Admin(commands::admin::Admin),
    /// Writes the API's description (OpenAPI 3.1) to standard output.
    #[command(after_help = "Example:\n  fluxstudio openapi > web/openapi.json")]
    Openapi,
}

/// Runs what was asked for. 0: done. 1: it failed, or `doctor` and `--check` found something. 2: the command line is wrong.
pub(crate) fn run() -> ExitCode {
    let cli = Cli::parse();
    match start(cli) {
        Ok(code) => code,
        Err(error) => {
            console::complain(format_args!("fluxstudio: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn start(cli: Cli) -> anyhow::Result<ExitCode> {
    let config = Config::load(cli.config.as_deref());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async move {
        match cli.command {
            Command::Serve => commands::serve::run(config?).await.map(|()| ExitCode::SUCCESS),
            Command::Migrate(migrate) => commands::migrate::run(config?, &migrate).await,
            // It is there to explain a configuration that can't be read.
            Command::Doctor(doctor) => commands::doctor::run(config, &doctor).await,
            Command::Admin(admin) => commands::admin::run(config?, &admin).await.map(|()| ExitCode::SUCCESS),
            Command::Openapi => commands::openapi::run().await.map(|()| ExitCode::SUCCESS),
        }
    })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn every_command_has_help_with_an_example() {
        let command = Cli::command();
        command.clone().debug_assert();
        for sub in command.get_subcommands() {
            let help = sub.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.contains("Example:"), "{} has no example", sub.get_name());
        }
    }
}
