//! What a message costs in process: sends by many at once through the whole edge, lists from memory and cold, marks, and what the
//! listeners of a node wait. `cargo run --release -p messaging --example send_rate [postgres]`; CPU is user + system of the
//! process, the senders' own work included. `TMPDIR` says which disk the SQLite file is on.

fn main() {
    #[cfg(target_os = "linux")]
    measure::run();
}

#[cfg(target_os = "linux")]
#[expect(clippy::expect_used, clippy::print_stdout, reason = "a measuring stick, not the product")]
mod measure {
    use std::{sync::Arc, time::Duration};

    use accounts::{Accounts, testing::sign_up};
    use async_trait::async_trait;
    use futures::future::join_all;
    use gate::{Audience, Edge, EdgeOptions, Rates};
    use kernel::{Identity, Problem, Topic};
    use messaging::{General, Messaging};
    use platform::{Platform, bus::Heard, limits::Quota};
    use serde_json::json;
    use teams::Teams;
    use testkit::{Client, Database, World};
    use tokio::time::Instant;

    struct Ears(Messaging);

    #[async_trait]
    impl Audience for Ears {
        async fn topics(&self, identity: &Identity) -> Result<Vec<Topic>, Problem> {
            Ok(self.0.topics_of(identity.user).await?)
        }
    }

    /// User and system time of this process in seconds (`/proc/self/stat`, fields 14 and 15, a hundredth of a second each).
    fn cpu() -> f64 {
        let stat = std::fs::read_to_string("/proc/self/stat").expect("procfs");
        let fields: Vec<&str> = stat.rsplit(") ").next().expect("fields").split(' ').collect();
        let ticks = |index: usize| fields[index].parse::<f64>().expect("a number");
        (ticks(11) + ticks(12)) / 100.0
    }

    fn told(what: &str, count: u32, wall: Duration, cpu: f64) {
        let (seconds, count) = (wall.as_secs_f64(), f64::from(count));
        println!("{what:<44} {:>8.0}/s  {:>7.3} ms CPU each", count / seconds, cpu * 1000.0 / count);
    }

    pub(super) fn run() {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
        let postgres = std::env::args().any(|argument| argument == "postgres");
        let database = if postgres { Database::Postgres } else { Database::Sqlite };
        runtime.block_on(World::run(database, all));
    }

    async fn all(world: World) {
        let platform = world.platform.clone();
        let accounts = Accounts::new(&platform).await.expect("accounts");
        let teams = Teams::new(&platform, accounts.clone(), vec![Arc::new(General::new(&platform))]);
        let messaging = Messaging::new(&platform, &accounts, &teams);
        let mut edge_options = EdgeOptions::from_config(&platform.config, "http://localhost".parse().expect("a url"));
        let free = Quota::new(100_000_000, Duration::from_secs(1));
        edge_options.rates = Rates { reads: Some(free), writes: Some(free), ..Rates::default() };
        let edge = Edge::new(&platform, Arc::new(accounts.clone()), Arc::new(Ears(messaging.clone())))
            .options(edge_options)
            .mount(messaging::routes(messaging))
            .mount(teams::routes(teams))
            .mount(accounts::routes(accounts));
        let ada = sign_up(&Client::new(edge.build().0), "Ada").await.client;
        let team = ada.post("/api/teams", json!({ "name": "Measure" })).await.expect(201).text("/id");
        let path = format!("/api/teams/{team}/channels");
        let mut channels = Vec::new();
        for n in 0..8 {
            channels.push(ada.post(&path, json!({ "name": format!("room-{n}") })).await.expect(201).text("/id"));
        }
        for senders in [1_u32, 8, 64, 64] {
            send(&ada, &channels, senders, 20_000).await;
        }
        lists(&ada, &channels[0]).await;
        fan_out(&platform, &ada, &channels[0]).await;
    }

    const TEXT: &str =
        "Can somebody look at the **third draft** of the cover? I moved the title up, see `cover-3.png`.";

    async fn send(ada: &Client, channels: &[String], senders: u32, total: u32) {
        let each = if senders == 1 { 500 } else { total / senders };
        let (started, before) = (Instant::now(), cpu());
        let stamp = started.elapsed().as_nanos();
        let work = (0..senders).map(|sender| {
            let (ada, channel) = (ada.clone(), channels[sender as usize % channels.len()].clone());
            #[expect(clippy::disallowed_methods, reason = "the senders are not the server's tasks")]
            tokio::spawn(async move {
                let path = format!("/api/channels/{channel}/messages");
                for n in 0..each {
                    let name = format!("{senders}-{sender}-{n}-{stamp}-{:?}", std::thread::current().id());
                    let _ = ada.post(&path, json!({ "text": TEXT, "clientId": name })).await.expect(201);
                }
            })
        });
        join_all(work).await;
        told(
            &format!("durable sends, {senders} senders, 8 channels"),
            each * senders,
            started.elapsed(),
            cpu() - before,
        );
    }

    async fn lists(ada: &Client, channel: &str) {
        for (what, query) in
            [("newest 50, from memory", "limit=50"), ("50 older ones, from the database", "before=400&limit=50")]
        {
            let path = format!("/api/channels/{channel}/messages?{query}");
            let _ = ada.get(&path).await.expect(200);
            let (started, before) = (Instant::now(), cpu());
            for _ in 0..5_000 {
                let _ = ada.get(&path).await.expect(200);
            }
            told(what, 5_000, started.elapsed(), cpu() - before);
        }
    }

    /// From the request to the event on the bus, where the sockets listen, at 300 a second.
    async fn fan_out(platform: &Platform, ada: &Client, channel: &str) {
        let mut events = platform.bus.events();
        let mut waits = Vec::new();
        let path = format!("/api/channels/{channel}/messages");
        for n in 0..600 {
            let begun = Instant::now();
            let post = ada.post(&path, json!({ "text": TEXT, "clientId": format!("fan-{n}") }));
            let hear = async {
                while let Some(heard) = events.next().await {
                    if matches!(heard, Heard::Event(event) if event.kind == "message.created") {
                        return begun.elapsed();
                    }
                }
                Duration::ZERO
            };
            let (answer, wait) = tokio::join!(post, hear);
            let _ = answer.expect(201);
            waits.push(wait);
            tokio::time::sleep_until(begun + Duration::from_micros(3_333)).await;
        }
        waits.sort_unstable();
        println!(
            "request to event at 300/s: p50 {:?}, p99 {:?}",
            waits[waits.len() / 2],
            waits[waits.len() * 99 / 100]
        );
    }
}
