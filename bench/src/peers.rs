//! Other servers in the same run, so that a busy machine is busy for all of them.

mod pocketbase;
mod ywebsocket;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use tokio::process::Command;

use crate::{
    console::say,
    figures::Figures,
    jobs::{Bench, Job},
};

/// Measures what each peer can do of these jobs. One that can't be had is left out.
pub(crate) async fn run(bench: &Bench, jobs: &[Job], figures: &mut Figures) -> Result<()> {
    let tools = bench.folder.with_file_name("peers");
    std::fs::create_dir_all(&tools)?;
    let mut outcomes = vec![pocketbase::run(bench, &tools, jobs, figures).await.context("PocketBase")];
    if jobs.contains(&Job::Collab) {
        outcomes.push(ywebsocket::run(bench, &tools, figures).await.context("y-websocket"));
    }
    for error in outcomes.into_iter().filter_map(Result::err) {
        say(format_args!("left out: {error:#}"));
    }
    Ok(())
}

/// Runs an installer once: when it is through, `result` is there.
async fn install(result: PathBuf, steps: &[&[&str]], folder: &Path) -> Result<PathBuf> {
    if !result.exists() {
        for step in steps {
            let [program, arguments @ ..] = step else { continue };
            let output = Command::new(program)
                .args(arguments)
                .current_dir(folder)
                .output()
                .await
                .context(program.to_string())?;
            ensure!(output.status.success(), "{step:?}: {}", String::from_utf8_lossy(&output.stderr));
        }
    }
    ensure!(result.exists(), "{} was not installed", result.display());
    Ok(result)
}

/// A port that is free now.
fn free_port() -> Result<u16> {
    Ok(std::net::TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
