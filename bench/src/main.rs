//! Load on a running server, and what it costs: `cargo run -p bench --release -- all`. `bench/README.md` tells what each job is.

mod console;
mod figures;
mod http;
mod jobs;
mod listeners;
mod load;
mod peers;
mod process;
mod server;
mod studio;

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use clap::{Parser, ValueEnum as _};

use crate::{
    figures::Figures,
    jobs::{Bench, Job},
};

/// Measures the release binary. Build it first, and `collab_load` for the job `collab`; `make bench` does.
#[derive(Parser)]
#[command(name = "bench")]
struct Cli {
    /// What to measure; everything if left out.
    jobs: Vec<Job>,
    /// The server's binary; the one beside this program if left out.
    #[arg(long, value_name = "FILE")]
    server: Option<PathBuf>,
    /// Where data goes for the time of the run. It should lie on the disk that is meant.
    #[arg(long, default_value = "target/bench", value_name = "FOLDER")]
    folder: PathBuf,
    /// How long each load lasts.
    #[arg(long, default_value_t = 5.0)]
    seconds: f64,
    /// Measures other servers too; they are installed under `target/peers` (needs Python, Node.js and the net).
    #[arg(long)]
    peers: bool,
    /// Writes the table to this file.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

fn main() -> Result<()> {
    let cli = Cli::parse();
    // One thread, so that the other cores are the server's.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(run(cli))
}

async fn run(cli: Cli) -> Result<()> {
    let beside = std::env::current_exe()?.with_file_name("fluxstudio");
    let binary = cli.server.unwrap_or(beside);
    let binary = std::fs::canonicalize(&binary).with_context(|| binary.display().to_string())?;
    std::fs::create_dir_all(&cli.folder)?;
    let bench = Bench { binary, folder: std::fs::canonicalize(&cli.folder)?, seconds: cli.seconds };
    let jobs = if cli.jobs.is_empty() { Job::value_variants().to_vec() } else { cli.jobs };
    let mut figures = Figures::default();
    for job in &jobs {
        job.run(&bench, &mut figures).await.with_context(|| format!("{job:?}"))?;
    }
    if cli.peers {
        peers::run(&bench, &jobs, &mut figures).await?;
    }
    match cli.report {
        Some(path) => {
            let names: Vec<String> = jobs.iter().map(|job| format!("{job:?}").to_lowercase()).collect();
            let peers = if cli.peers { " --peers" } else { "" };
            let command = format!("bench --seconds {}{peers} {}", cli.seconds, names.join(" "));
            figures.write(&path, &command)
        }
        None => Ok(()),
    }
}
