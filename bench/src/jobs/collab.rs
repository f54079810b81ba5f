//! Live documents through `collab/examples/collab_load.rs`, and what an idle socket costs.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use serde_json::json;
use tokio::process::Command;

use super::Bench;
use crate::{
    figures::{Figures, Target},
    http::{post, text},
    listeners::open_socket,
    process::Process,
    server::Server,
    studio::Studio,
};

const IDLE: usize = 500;
const CLIENTS: &str = "50";
/// Updates a second, all clients together.
pub(crate) const RATES: [&str; 2] = ["50", "2000"];

/// What the job at this rate is called.
pub(crate) fn name(per_second: &str) -> String {
    format!("document, {CLIENTS} clients, {per_second} updates/s")
}

pub(super) async fn run(bench: &Bench, figures: &mut Figures) -> Result<()> {
    let (server, _folder) = bench.serve().await?;
    let mut studio = Studio::furnish(&server, 1).await?;
    let token = studio.owner().token.clone();
    let body = json!({ "teamId": studio.team, "title": "Load", "kind": "document" });
    let document = text(&studio.connection.json(post("/api/documents", &token, &body)?).await?, "id")?;
    for (name, path) in [
        ("memory of an idle event socket", "/api/realtime".to_owned()),
        ("memory of an idle document socket", format!("/api/collab/{document}")),
    ] {
        let each = idle(&server, &path, &token).await?;
        figures.add(name, "KiB RSS", each, Target::AtMost(16.0), format!("{IDLE} of them"));
    }
    let url = format!("ws://{}/api/collab", server.address());
    for (per_second, target) in RATES.into_iter().zip([Target::AtMost(1.8), Target::Free]) {
        let (cpu, said) = load(bench, server.process(), &url, &token, &document, per_second).await?;
        figures.add(&name(per_second), "s CPU per 100,000 deliveries", cpu, target, said);
    }
    Ok(())
}

/// KiB of each of [`IDLE`] sockets.
async fn idle(server: &Server, path: &str, token: &str) -> Result<f64> {
    drop(open_socket(server, path, token).await?);
    tokio::time::sleep(Duration::from_millis(500)).await;
    let before = server.process().rss()?;
    let mut sockets = Vec::with_capacity(IDLE);
    for _ in 0..IDLE {
        sockets.push(open_socket(server, path, token).await?);
    }
    tokio::time::sleep(Duration::from_secs(2)).await;
    Ok((server.process().rss()? - before) * 1024.0 / IDLE as f64)
}

/// CPU seconds per 100,000 deliveries, and what the load said.
pub(crate) async fn load(
    bench: &Bench,
    process: Process,
    url: &str,
    token: &str,
    document: &str,
    per_second: &str,
) -> Result<(f64, String)> {
    let program = bench.binary.with_file_name("examples").join("collab_load");
    let before = process.cpu()?;
    let output = Command::new(&program).args([url, token, document, CLIENTS, per_second, "10"]).output().await;
    let output = output.with_context(|| program.display().to_string())?;
    let cpu = process.cpu()? - before;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    // "500 updates, 24500 of 24500 deliveries in …"
    let deliveries: f64 = said.split(' ').nth(2).context("a count")?.parse()?;
    Ok((cpu * 100_000.0 / deliveries, said))
}
