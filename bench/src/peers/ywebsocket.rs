//! y-websocket's own server, in memory.

use std::{
    net::SocketAddr,
    path::Path,
    process::{Command, Stdio},
};

use anyhow::Result;

use super::{free_port, install};
use crate::{
    figures::Figures,
    jobs::{Bench, collab},
    server::Running,
};

const PACKAGE: &str = "@y/websocket-server@0.1.1";

pub(super) async fn run(bench: &Bench, tools: &Path, figures: &mut Figures) -> Result<()> {
    let program = tools.join("node_modules/@y/websocket-server/src/server.js");
    let program =
        install(program, &[&["npm", "install", "--no-audit", "--no-fund", "--prefix", ".", PACKAGE]], tools).await?;
    let port = free_port()?;
    let mut command = Command::new("node");
    command.arg(program).env("PORT", port.to_string()).env("HOST", "127.0.0.1");
    let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let server = Running::new(child, SocketAddr::from(([127, 0, 0, 1], port)));
    server.wait_for("/").await?;
    let url = format!("ws://{}", server.address);
    for per_second in collab::RATES {
        let (cpu, _) = collab::load(bench, server.process, &url, "-", "load", per_second).await?;
        figures.add_peer(&collab::name(per_second), "y-websocket", cpu);
    }
    Ok(())
}
