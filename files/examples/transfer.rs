//! How much CPU an upload and a download cost the server, over loopback and with everything in: the edge, permits, hashing, fsync.
//!
//! `cargo run --release -p files --example transfer [megabytes] [rounds]`
//!
//! The client is a process of its own (this program again), so that its work is not counted.

#![expect(clippy::print_stdout, clippy::expect_used, reason = "a measuring program for people at a terminal")]

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    process::{Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use accounts::Accounts;
use files::Files;
use gate::{Audience, Edge, ServeOptions};
use kernel::{Clock, Identity, Problem, Rng, SystemClock, SystemEntropy, Topic};
use platform::{
    Parts, Platform, blob::Blobs, bus::Bus, config::Config, db::DbOptions, mail::Mailer, secrets::Secrets, tasks::Tasks,
};
use teams::Teams;
use testkit::Client;

const BOUNDARY: &str = "----transfer";

struct Nobody;

#[async_trait::async_trait]
impl Audience for Nobody {
    async fn topics(&self, _: &Identity) -> Result<Vec<Topic>, Problem> {
        Ok(Vec::new())
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.first().is_some_and(|first| first == "client") {
        return client(&arguments[1..]);
    }
    let number = |at: usize, otherwise| arguments.get(at).and_then(|text| text.parse().ok()).unwrap_or(otherwise);
    let (megabytes, rounds) = (number(0, 100), number(1, 5));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(server(megabytes, rounds));
}

async fn server(megabytes: usize, rounds: usize) {
    let folder = tempfile::tempdir_in(".").expect("a folder on a real disk");
    let platform = platform(folder.path()).await;
    let accounts = Accounts::new(&platform).await.expect("accounts");
    let teams = Teams::new(&platform, accounts.clone(), Vec::new());
    let files = Files::new(&platform, &accounts, &teams);
    let edge = Edge::new(&platform, Arc::new(accounts.clone()), Arc::new(Nobody));
    let edge = edge.mount(accounts::routes(accounts)).mount(teams::routes(teams)).mount(files::routes(files));
    let (router, _) = edge.build();
    let ada = accounts::testing::sign_up(&Client::new(router.clone()), "Ada").await;
    let team = teams::testing::a_team(&ada, "Film").await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let serving = gate::serve(listener, router, platform.tasks.clone(), ServeOptions::new(Duration::from_secs(1)));
    platform.tasks.spawn("server", serving);
    println!("resident at rest: {} MiB", resident());
    for round in 0..rounds {
        let run = async |words: Vec<String>| {
            let (cpu, begun) = (cpu_seconds(), Instant::now());
            let said = tokio::task::spawn_blocking(move || run_client(address, &words)).await.expect("a client");
            (said, cpu_seconds() - cpu, begun.elapsed().as_secs_f64())
        };
        let size = (megabytes * 1_000_000).to_string();
        let (file, cpu, took) =
            run(vec!["up".into(), ada.token.clone(), team.to_string(), size, round.to_string()]).await;
        println!(
            "upload   {megabytes} MB: {cpu:.3} s CPU, {:.0} MB/s, resident {} MiB",
            megabytes as f64 / took,
            resident()
        );
        let (came, cpu, took) = run(vec!["down".into(), ada.token.clone(), file]).await;
        println!("download {came} B: {cpu:.3} s CPU, {:.0} MB/s, resident {} MiB", megabytes as f64 / took, resident());
    }
    let _ = platform.tasks.drain(Duration::from_secs(2)).await;
    platform.db.close().await;
}

async fn platform(folder: &std::path::Path) -> Platform {
    let clock = Clock::new(SystemClock);
    let rng = Rng::new(SystemEntropy::from_os().expect("chance"));
    let config = Config { data_dir: folder.to_owned(), max_file_bytes: 10_000_000_000, ..Config::default() };
    let url = format!("sqlite:{}", folder.join("transfer.db").display());
    let parts = Parts {
        secrets: Secrets::open(&config.secrets_dir(), &clock, &rng).expect("secrets"),
        config,
        clock: clock.clone(),
        rng: rng.clone(),
        bus: Bus::local(),
        blobs: Blobs::folder(folder.join("blobs")).await.expect("blobs"),
        mailer: Mailer::stored(),
        tasks: Tasks::new(),
    };
    let conn = sea_orm::Database::connect(format!("{url}?mode=rwc")).await.expect("a database");
    schema::migrate(&conn).await.expect("a schema");
    conn.close().await.expect("closed");
    Platform::assemble(parts, &DbOptions { url, readers: 2, writers: 1 }).await.expect("a platform")
}

fn run_client(address: SocketAddr, words: &[String]) -> String {
    let program = std::env::current_exe().expect("this program");
    let child =
        Command::new(program).arg("client").arg(address.to_string()).args(words).stdout(Stdio::piped()).output();
    String::from_utf8(child.expect("a client").stdout).expect("text").trim().to_owned()
}

/// User and system time of this process: fields 14 and 15 of `/proc/self/stat`, in hundredths of a second.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("Linux");
    let fields: Vec<&str> = stat.rsplit_once(')').expect("a name").1.split_whitespace().collect();
    let ticks = |at: usize| fields[at].parse::<f64>().expect("ticks");
    (ticks(11) + ticks(12)) / 100.0
}

fn resident() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").expect("Linux");
    statm.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok()).expect("pages") * 4096 / (1 << 20)
}

fn client(words: &[String]) {
    let mut stream = TcpStream::connect(&words[0]).expect("a connection");
    let head = |method: &str, path: &str, more: &str| {
        format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {}\r\n{more}\r\n",
            words[2]
        )
    };
    if words[1] == "up" {
        let size: usize = words[4].parse().expect("a size");
        let start = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"teamId\"\r\n\r\n{}\r\n\
             --{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.bin\"\r\n\r\n",
            words[3]
        );
        let end = format!("\r\n--{BOUNDARY}--\r\n");
        let length = start.len() + size + end.len();
        let more = format!("Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {length}\r\n");
        stream.write_all(head("POST", "/api/files", &more).as_bytes()).expect("sent");
        stream.write_all(start.as_bytes()).expect("sent");
        // Different in each round, so that nothing is shared; with line breaks in it, as real files have.
        let seed = words[5].parse::<u64>().expect("a round") * 7919 + 1;
        let mut state = seed;
        let block: Vec<u8> = std::iter::repeat_with(|| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            state.to_be_bytes()[0]
        })
        .take(1 << 20)
        .collect();
        let mut left = size;
        while left > 0 {
            let now = left.min(block.len());
            stream.write_all(&block[..now]).expect("sent");
            left -= now;
        }
        stream.write_all(end.as_bytes()).expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        let file = answer.split("\"id\":\"").nth(1).expect("a file").split('"').next().expect("an id");
        println!("{file}");
    } else {
        stream.write_all(head("GET", &format!("/api/files/{}/content", words[3]), "").as_bytes()).expect("sent");
        let (mut buffer, mut came) = (vec![0; 1 << 20], 0);
        loop {
            match stream.read(&mut buffer).expect("bytes") {
                0 => break,
                count => came += count,
            }
        }
        println!("{came}");
    }
}
