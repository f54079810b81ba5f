//! The yard's own tool: `cargo xtask tidy` holds the tree against the house rules.

mod tidy;

use std::{
    io::Write,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context;
use clap::{CommandFactory, Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Checks that this repository keeps its own rules")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Compares the tree with the house rules and names each place that breaks one
    Tidy,
}

fn main() -> anyhow::Result<ExitCode> {
    match Cli::parse().command {
        Command::Tidy => {
            let commands: Vec<String> =
                Cli::command().get_subcommands().map(|command| command.get_name().to_owned()).collect();
            let report = tidy::run(&root()?, &commands)?;
            let mut out = std::io::stdout().lock();
            for finding in &report {
                writeln!(out, "{finding}")?;
            }
            let errors = report.iter().filter(|finding| finding.is_error()).count();
            writeln!(out, "tidy: {errors} errors, {} warnings", report.len() - errors)?;
            Ok(if errors == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
    }
}

/// The repository: the folder above this crate's.
fn root() -> anyhow::Result<PathBuf> {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_path_buf).context("the crate has no folder above it")
}
