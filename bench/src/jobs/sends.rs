//! Sending messages: each is on disk when it is acknowledged.

use anyhow::Result;
use futures::FutureExt as _;

use super::Bench;
use crate::{
    figures::{Figures, Target},
    http::{Connection, post},
    listeners::Listeners,
    load::{Measured, closed_loop},
    server::Server,
    studio::{Studio, TEXT, message},
};

/// How many listen in the last of the three.
const LISTENERS: usize = 20;

pub(super) async fn run(bench: &Bench, figures: &mut Figures) -> Result<()> {
    let (server, _folder) = bench.serve().await?;
    let studio = Studio::furnish(&server, Bench::MANY).await?;
    let few = sends(bench, &server, &studio, Bench::FEW).await?;
    figures.add("send, 8 senders", "ms CPU", few.cpu_ms(), Target::AtMost(0.6), few.note());
    let many = sends(bench, &server, &studio, Bench::MANY).await?;
    figures.add("send, 64 senders", "ms CPU", many.cpu_ms(), Target::AtMost(0.25), many.note());
    figures.add("durable sends, 64 senders", "1/s", many.rate(), Target::AtLeast(8_000.0), "");
    let listeners = Listeners::open(&server, &studio, LISTENERS).await?;
    let load = sends(bench, &server, &studio, Bench::MANY);
    let heard = listeners.listen(usize::MAX).fuse();
    futures::pin_mut!(load, heard);
    let measured = futures::select! {
        measured = load.fuse() => measured?,
        heard = heard => anyhow::bail!("a listener was closed: {:?}", heard.err()),
    };
    figures.add("send, 64 senders, 20 listeners", "ms CPU", measured.cpu_ms(), Target::Free, measured.note());
    Ok(())
}

async fn sends(bench: &Bench, server: &Server, studio: &Studio, senders: usize) -> Result<Measured> {
    let connections = Connection::open_many(server.address(), senders).await?;
    let path = studio.messages();
    let workers = connections.into_iter().zip(&studio.people).map(|(mut connection, person)| {
        let path = &path;
        async move || {
            connection.ok(post(path, &person.token, &message(TEXT))?).await?;
            Ok(())
        }
    });
    closed_loop(server.process(), bench.seconds, workers.collect()).await
}
