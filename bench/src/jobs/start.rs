//! Start-up, idle memory, size of the binary.

use std::time::Duration;

use anyhow::Result;

use super::Bench;
use crate::{
    figures::{Figures, Target},
    load::percentile,
    server::{Folder, Server},
};

const STARTS: usize = 10;
/// After this nothing of the start is still going on.
const REST: Duration = Duration::from_secs(3);

pub(super) async fn run(bench: &Bench, figures: &mut Figures) -> Result<()> {
    let mut fresh = Vec::new();
    for _ in 0..STARTS {
        let (server, _folder) = bench.serve().await?;
        fresh.push(server.took.as_secs_f64() * 1000.0);
    }
    let folder = Folder::make(&bench.folder)?;
    let mut again = Vec::new();
    for _ in 0..=STARTS {
        let server = Server::start(&bench.binary, &folder).await?;
        again.push(server.took.as_secs_f64() * 1000.0);
    }
    again.remove(0);
    for (name, mut times) in [("start on an empty folder", fresh), ("start", again)] {
        times.sort_unstable_by(f64::total_cmp);
        let note = format!("median of {STARTS}, to the first `/readyz`; slowest {:.0}", percentile(&times, 1.0));
        figures.add(name, "ms", percentile(&times, 0.5), Target::AtMost(300.0), note);
    }
    let (server, _folder) = bench.serve().await?;
    tokio::time::sleep(REST).await;
    figures.add("idle memory", "MiB RSS", server.process().rss()?, Target::AtMost(60.0), "");
    let size = std::fs::metadata(&bench.binary)?.len() as f64 / 1e6;
    figures.add("binary", "MB", size, Target::AtMost(60.0), "");
    Ok(())
}
