//! Messages at a fixed rate to 20 listeners. The delay of a message counts from the moment it was due, so that a server that
//! falls behind can't hide it by holding up the senders.

use std::time::{Duration, Instant};

use anyhow::Result;
use futures::future::try_join_all;

use super::Bench;
use crate::{
    figures::{Figures, Target},
    http::{Connection, post},
    listeners::Listeners,
    load::percentile,
    studio::{Studio, TEXT, message},
};

const LISTENERS: usize = 20;
const SENDERS: usize = 32;

pub(super) async fn run(bench: &Bench, figures: &mut Figures) -> Result<()> {
    for (rate, p99, cpu) in [
        (150, Target::AtMost(20.0), Target::AtMost(2.0)),
        (300, Target::AtMost(25.0), Target::AtMost(1.5)),
        (2_000, Target::Free, Target::Free),
    ] {
        at(bench, figures, rate, p99, cpu).await?;
    }
    Ok(())
}

async fn at(bench: &Bench, figures: &mut Figures, rate: usize, p99: Target, cpu: Target) -> Result<()> {
    let (server, _folder) = bench.serve().await?;
    let studio = Studio::furnish(&server, SENDERS).await?;
    let listeners = Listeners::open(&server, &studio, LISTENERS).await?;
    let connections = Connection::open_many(server.address(), SENDERS).await?;
    let (epoch, path) = (listeners.epoch, studio.messages());
    let count = (rate as f64 * bench.seconds) as usize;
    let (before, begun) = (server.process().cpu()?, Instant::now());
    let send = connections.into_iter().zip(&studio.people).enumerate().map(|(sender, (mut connection, person))| {
        let path = &path;
        async move {
            for number in (sender..count).step_by(SENDERS) {
                let due = begun + Duration::from_secs_f64(number as f64 / rate as f64);
                tokio::time::sleep_until(due.into()).await;
                let text = Listeners::stamp(epoch, due, TEXT);
                connection.ok(post(path, &person.token, &message(&text))?).await?;
            }
            anyhow::Ok(())
        }
    });
    let (_, delays) = futures::try_join!(try_join_all(send), listeners.listen(count))?;
    let spent = server.process().cpu()? - before;
    let missing = count * LISTENERS - delays.len();
    let name = |what| format!("fan-out {rate}/s × {LISTENERS}, {what}");
    let note = format!("p50 {:.1} ms over {:.0} s", percentile(&delays, 0.5), begun.elapsed().as_secs_f64());
    figures.add(&name("p99"), "ms", percentile(&delays, 0.99), p99, note);
    figures.add(&name("each message"), "ms CPU", spent * 1000.0 / count as f64, cpu, "");
    figures.add(&name("missing"), "messages", missing as f64, Target::AtMost(0.0), format!("of {}", count * LISTENERS));
    Ok(())
}
