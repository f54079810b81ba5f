//! Requests that read, and refresh.

use anyhow::Result;
use serde_json::json;

use super::Bench;
use crate::{
    figures::{Figures, Target},
    http::{Connection, get, post, text},
    load::{Measured, closed_loop},
    server::Server,
    studio::Studio,
};

/// How long the channel is whose old pages are read.
const LONG: usize = 20_000;

pub(super) async fn run(bench: &Bench, figures: &mut Figures) -> Result<()> {
    let (server, _folder) = bench.serve().await?;
    let studio = Studio::furnish(&server, Bench::FEW).await?;
    studio.fill(&server, LONG).await?;
    let newest = format!("{}?limit=50", studio.messages());
    for (name, path, target) in
        [("health", "/health", 0.05), ("who am I", "/api/auth/me", 0.2), ("newest 50", newest.as_str(), 0.3)]
    {
        let measured = gets(bench, &server, &studio, |_| path.to_owned()).await?;
        figures.add(name, "ms CPU", measured.cpu_ms(), Target::AtMost(target), measured.note());
    }
    // A walk through all pages in an order that no cache foresees.
    let old = |step: usize| format!("{newest}&before={}", 100 + step * 7_919 % (LONG - 200));
    let measured = gets(bench, &server, &studio, old).await?;
    figures.add("old 50", "ms CPU", measured.cpu_ms(), Target::AtMost(1.0), measured.note());
    let measured = refresh(bench, &server, &studio).await?;
    figures.add("refresh", "ms CPU", measured.cpu_ms(), Target::AtMost(0.6), measured.note());
    Ok(())
}

async fn gets(
    bench: &Bench,
    server: &Server,
    studio: &Studio,
    path: impl Fn(usize) -> String + Copy,
) -> Result<Measured> {
    let connections = Connection::open_many(server.address(), Bench::FEW).await?;
    let workers = connections.into_iter().zip(&studio.people).enumerate().map(|(worker, (mut connection, person))| {
        let mut step = worker;
        async move || {
            step += Bench::FEW;
            connection.ok(get(&path(step), &person.token)?).await?;
            Ok(())
        }
    });
    closed_loop(server.process(), bench.seconds, workers.collect()).await
}

async fn refresh(bench: &Bench, server: &Server, studio: &Studio) -> Result<Measured> {
    let connections = Connection::open_many(server.address(), Bench::FEW).await?;
    let workers = connections.into_iter().zip(&studio.people).map(|(mut connection, person)| {
        let mut token = person.refresh.clone();
        async move || {
            let answer = connection.json(post("/api/auth/refresh", "", &json!({ "refreshToken": token }))?).await?;
            token = text(&answer, "refreshToken")?;
            Ok(())
        }
    });
    closed_loop(server.process(), bench.seconds, workers.collect()).await
}
