//! One large file up and down.

use std::time::Instant;

use anyhow::{Result, ensure};

use super::Bench;
use crate::{
    figures::{Figures, Target},
    http::{Connection, get, text, upload},
    server::Server,
    studio::Studio,
};

const SIZE: usize = 100_000_000;
const TIMES: usize = 3;

/// Bytes that nothing can compress (xorshift).
pub(crate) fn noise() -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut bytes = Vec::with_capacity(SIZE + 8);
    while bytes.len() < SIZE {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes.truncate(SIZE);
    bytes
}

pub(super) async fn run(bench: &Bench, figures: &mut Figures) -> Result<()> {
    let (server, _folder) = bench.serve().await?;
    let studio = Studio::furnish(&server, 1).await?;
    let (token, fields) = (&studio.owner().token, [("teamId", studio.team.as_str())]);
    let mut connection = Connection::open(server.address()).await?;
    let first = connection.json(upload("/api/files", token, &fields, "file", b"warm")?).await?;
    connection.length(get(&format!("/api/files/{}/content", text(&first, "id")?), token)?).await?;

    let request = upload("/api/files", token, &fields, "file", &noise())?;
    let idle = server.process().rss()?;
    server.process().forget_peak()?;
    let mut file = serde_json::Value::Null;
    let (cpu, speed) = timed(&server, async || {
        file = connection.json(request.clone()).await?;
        Ok(())
    })
    .await?;
    let growth = server.process().peak()? - idle;
    figures.add("upload 100 MB", "s CPU", cpu, Target::AtMost(0.25), format!("{speed:.0} MB/s, mean of {TIMES}"));
    figures.add("upload 100 MB, memory", "MiB RSS growth", growth, Target::AtMost(20.0), "peak");

    let path = format!("/api/files/{}/content", text(&file, "id")?);
    let (cpu, speed) = timed(&server, async || {
        let length = connection.length(get(&path, token)?).await?;
        ensure!(length == SIZE, "{length} bytes came back");
        Ok(())
    })
    .await?;
    figures.add("download 100 MB", "s CPU", cpu, Target::AtMost(0.1), format!("{speed:.0} MB/s, mean of {TIMES}"));
    Ok(())
}

/// CPU seconds of one time, and MB/s.
async fn timed(server: &Server, mut work: impl AsyncFnMut() -> Result<()>) -> Result<(f64, f64)> {
    let (before, begun) = (server.process().cpu()?, Instant::now());
    for _ in 0..TIMES {
        work().await?;
    }
    let took = begun.elapsed().as_secs_f64() / TIMES as f64;
    let cpu = (server.process().cpu()? - before) / TIMES as f64;
    Ok((cpu, SIZE as f64 / 1e6 / took))
}
