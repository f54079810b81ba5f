//! Sign-ins, and what memory they leave behind.

use std::time::{Duration, Instant};

use anyhow::Result;
use futures::future::try_join_all;
use serde_json::json;

use super::Bench;
use crate::{
    figures::{Figures, Target},
    http::{Connection, post},
    studio::{PASSWORD, Studio},
};

const LOGINS: usize = 200;
/// After this nothing is going on any more.
const REST: Duration = Duration::from_secs(2);

pub(super) async fn run(bench: &Bench, figures: &mut Figures) -> Result<()> {
    let (server, _folder) = bench.serve().await?;
    tokio::time::sleep(REST).await;
    let idle = server.process().rss()?;
    let studio = Studio::furnish(&server, Bench::FEW).await?;
    let connections = Connection::open_many(server.address(), Bench::FEW).await?;
    let (before, begun) = (server.process().cpu()?, Instant::now());
    let work = connections.into_iter().zip(&studio.people).map(async |(mut connection, person)| {
        for _ in 0..LOGINS / Bench::FEW {
            let body = json!({ "email": person.email, "password": PASSWORD });
            connection.ok(post("/api/auth/login", "", &body)?).await?;
        }
        anyhow::Ok(())
    });
    try_join_all(work).await?;
    let cpu = (server.process().cpu()? - before) * 1000.0 / LOGINS as f64;
    let rate = LOGINS as f64 / begun.elapsed().as_secs_f64();
    tokio::time::sleep(REST).await;
    let growth = server.process().rss()? - idle;
    figures.add("login", "ms CPU", cpu, Target::Free, format!("{rate:.0}/s"));
    figures.add("memory after 200 logins", "MiB RSS over idle", growth, Target::AtMost(20.0), "");
    Ok(())
}
