//! The bus through a real NATS server. What needs the server to die runs against one that the test starts itself.

use std::{
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use bytes::Bytes;
use platform::{
    bus::{Bus, BusError, Heard, HeardFrame},
    health::Status,
    tasks::Tasks,
};

use super::bus_local::{events, number};

fn url() -> String {
    super::address(
        "FLUX_TEST_NATS_URL",
        "`nats-server -a 127.0.0.1 -p 42229`, then FLUX_TEST_NATS_URL=nats://127.0.0.1:42229 (or `make services`)",
    )
}

async fn within<T>(what: &str, future: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(20), future).await.unwrap_or_else(|_| panic!("not in time: {what}"))
}

/// Names that other test processes on the same server don't use.
fn subject(name: &str) -> String {
    format!("test.{}.{name}", std::process::id())
}

/// A server of the test's own, on a port of its own.
struct Server {
    port: u16,
    process: Option<Child>,
}

impl Server {
    fn start() -> Self {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut server = Self { port, process: None };
        server.run();
        server
    }

    fn run(&mut self) {
        let process = Command::new("nats-server")
            .args(["-a", "127.0.0.1", "-p", &self.port.to_string()])
            .stderr(Stdio::null())
            .spawn()
            .expect("this test starts and kills a server of its own: install `nats-server` and have it in PATH");
        self.process = Some(process);
        for _ in 0..500 {
            if std::net::TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
                return;
            }
            #[expect(clippy::disallowed_methods, reason = "nothing else runs while the test's server starts")]
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("nats-server did not start");
    }

    fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            let _ = process.kill();
            let _ = process.wait();
        }
    }

    fn signal(&self, signal: &str) {
        let id = self.process.as_ref().unwrap().id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
    }

    async fn node(&self, tasks: &Tasks) -> Bus {
        Bus::nats(&format!("nats://127.0.0.1:{}", self.port), tasks).await.unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

async fn until(bus: &Bus, status: Status) -> Duration {
    let begun = Instant::now();
    within("health", async {
        while bus.health().status != status {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await;
    begun.elapsed()
}

#[tokio::test]
async fn every_node_hears_all_in_order_once() {
    let tasks = Tasks::new();
    let (here, there) = (Bus::nats(&url(), &tasks).await.unwrap(), Bus::nats(&url(), &tasks).await.unwrap());
    let (mut mine, mut theirs) = (here.events(), there.events());
    // Others may use the server at the same time: only what we know counts.
    let all = events(2000);
    for event in &all {
        here.publish(Arc::clone(event)).await.unwrap();
    }
    within("events", async {
        for stream in [&mut mine, &mut theirs] {
            let mut expected = all.iter();
            while expected.len() > 0 {
                if let Some(Heard::Event(event)) = stream.next().await
                    && all.iter().any(|known| known.id == event.id)
                {
                    assert_eq!(event.id, expected.next().unwrap().id);
                }
            }
        }
    })
    .await;
    let health = here.health();
    assert_eq!(health.status, Status::Ok);
    assert!(health.latency_ms.is_some());
}

#[tokio::test]
async fn frames_reach_other_nodes_and_their_subject_alone() {
    let tasks = Tasks::new();
    let (here, there) = (Bus::nats(&url(), &tasks).await.unwrap(), Bus::nats(&url(), &tasks).await.unwrap());
    let (a, b) = (subject("a"), subject("b"));
    let mut own = here.frames(&a).await.unwrap();
    let mut heard = there.frames(&a).await.unwrap();
    let mut other = there.frames(&b).await.unwrap();
    for number in 0..500_u32 {
        here.publish_frame(&a, Bytes::copy_from_slice(&number.to_be_bytes())).await.unwrap();
    }
    here.publish_frame(&b, Bytes::from_static(b"b")).await.unwrap();
    within("frames", async {
        for number in 0..500_u32 {
            let expected = Bytes::copy_from_slice(&number.to_be_bytes());
            assert_eq!(heard.next().await, Some(HeardFrame::Frame(expected)));
        }
        assert_eq!(other.next().await, Some(HeardFrame::Frame(Bytes::from_static(b"b"))));
    })
    .await;
    there.publish_frame(&a, Bytes::from_static(b"answer")).await.unwrap();
    // The first that the sender itself hears is the answer.
    assert_eq!(within("answer", own.next()).await, Some(HeardFrame::Frame(Bytes::from_static(b"answer"))));
}

#[tokio::test]
async fn a_frame_that_is_too_large_is_told_as_missed() {
    let tasks = Tasks::new();
    let (here, there) = (Bus::nats(&url(), &tasks).await.unwrap(), Bus::nats(&url(), &tasks).await.unwrap());
    let subject = subject("large");
    let mut heard = there.frames(&subject).await.unwrap();
    here.publish_frame(&subject, Bytes::from(vec![0; 1024 * 1024 + 1])).await.unwrap();
    here.publish_frame(&subject, Bytes::from_static(b"small")).await.unwrap();
    assert_eq!(within("missed", heard.next()).await, Some(HeardFrame::Missed));
    assert_eq!(within("small", heard.next()).await, Some(HeardFrame::Frame(Bytes::from_static(b"small"))));
}

#[tokio::test]
async fn a_slow_listener_is_told_that_it_missed_some() {
    let tasks = Tasks::new();
    let server = Server::start();
    let (here, there) = (server.node(&tasks).await, server.node(&tasks).await);
    let (mut events_of, mut frames) = (there.events(), there.frames("doc").await.unwrap());
    for event in events(6000) {
        here.publish(event).await.unwrap();
    }
    for _ in 0..10_000 {
        here.publish_frame("doc", Bytes::from_static(b"x")).await.unwrap();
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(matches!(within("events", events_of.next()).await, Some(Heard::Missed)));
    within("frames", async { while frames.next().await != Some(HeardFrame::Missed) {} }).await;
}

#[tokio::test]
async fn a_server_that_dies_and_comes_back_is_told_of_and_nothing_is_heard_twice() {
    let tasks = Tasks::new();
    let mut server = Server::start();
    let (here, there) = (server.node(&tasks).await, server.node(&tasks).await);
    let (mut mine, mut theirs) = (here.events(), there.events());
    let mut frames = there.frames("doc").await.unwrap();
    let all = events(3);
    here.publish(Arc::clone(&all[0])).await.unwrap();
    assert_eq!(number(within("before", mine.next()).await), Some(0));
    assert_eq!(number(within("before", theirs.next()).await), Some(0));

    server.kill();
    assert!(until(&here, Status::Down).await < Duration::from_secs(3));
    // Here it is heard at once; the others can't be told.
    assert!(matches!(here.publish(Arc::clone(&all[1])).await, Err(BusError::Disconnected)));
    assert!(matches!(here.publish(Arc::clone(&all[1])).await, Err(BusError::Disconnected)));
    assert_eq!(number(within("cut off", mine.next()).await), Some(1));
    assert!(here.publish_frame("doc", Bytes::from_static(b"lost")).await.is_err());
    // A document may be opened meanwhile.
    let mut opened_meanwhile = there.frames("other").await.unwrap();

    server.run();
    assert!(until(&here, Status::Ok).await < Duration::from_secs(5));
    until(&there, Status::Ok).await;
    assert!(matches!(within("missed", theirs.next()).await, Some(Heard::Missed)));
    assert_eq!(within("missed", frames.next()).await, Some(HeardFrame::Missed));
    assert_eq!(within("missed", opened_meanwhile.next()).await, Some(HeardFrame::Missed));
    here.publish(Arc::clone(&all[1])).await.unwrap();
    here.publish(Arc::clone(&all[2])).await.unwrap();
    here.publish_frame("other", Bytes::from_static(b"again")).await.unwrap();
    for (stream, expected) in [(&mut mine, vec![2]), (&mut theirs, vec![1, 2])] {
        let mut heard = Vec::new();
        while heard.len() < expected.len() {
            heard.extend(number(within("after", stream.next()).await));
        }
        assert_eq!(heard, expected);
    }
    within("after", async {
        while opened_meanwhile.next().await != Some(HeardFrame::Frame(Bytes::from_static(b"again"))) {}
    })
    .await;
}

/// Only the publisher loses its connection: those that kept theirs are told that they may have missed it.
#[tokio::test]
async fn a_node_that_was_cut_off_says_so_to_the_others() {
    let tasks = Tasks::new();
    let server = Server::start();
    let proxy = Proxy::start(server.port, &tasks).await;
    let here = Bus::nats(&format!("nats://127.0.0.1:{}", proxy.port), &tasks).await.unwrap();
    let there = server.node(&tasks).await;
    let (mut theirs, mut frames) = (there.events(), there.frames("doc").await.unwrap());
    proxy.cut.send_replace(true);
    until(&here, Status::Down).await;
    assert!(here.publish_frame("doc", Bytes::from_static(b"lost")).await.is_err());
    proxy.cut.send_replace(false);
    until(&here, Status::Ok).await;
    assert!(matches!(within("missed", theirs.next()).await, Some(Heard::Missed)));
    assert_eq!(within("missed", frames.next()).await, Some(HeardFrame::Missed));
}

#[tokio::test]
async fn a_server_that_hangs_is_down_within_seconds() {
    let tasks = Tasks::new();
    let server = Server::start();
    let bus = server.node(&tasks).await;
    server.signal("-STOP");
    assert!(until(&bus, Status::Down).await < Duration::from_secs(5));
    server.signal("-CONT");
    until(&bus, Status::Ok).await;
}

#[tokio::test]
async fn helpers_end_with_the_last_handle() {
    let tasks = Tasks::new();
    let bus = Bus::nats(&url(), &tasks).await.unwrap();
    let mut stream = bus.events();
    drop(bus);
    within("the end", async { while stream.next().await.is_some() {} }).await;
}

#[tokio::test]
async fn an_address_that_nobody_answers_is_refused_without_repeating_the_password() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    for url in [format!("nats://user:hunter2@127.0.0.1:{port}"), "nats://user:hunter2@[".to_owned()] {
        let error = Bus::nats(&url, &Tasks::new()).await.unwrap_err().to_string();
        assert!(!error.contains("hunter2"), "{error}");
    }
}

/// Passes connections on until it is told to cut them.
struct Proxy {
    port: u16,
    cut: tokio::sync::watch::Sender<bool>,
}

impl Proxy {
    async fn start(to: u16, tasks: &Tasks) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (cut, is_cut) = tokio::sync::watch::channel(false);
        let spawner = tasks.clone();
        drop(tasks.spawn("proxy", async move {
            while let Ok((mut inward, _)) = listener.accept().await {
                let mut is_cut = is_cut.clone();
                drop(spawner.spawn("proxied", async move {
                    if *is_cut.borrow() {
                        return;
                    }
                    let mut outward = tokio::net::TcpStream::connect(("127.0.0.1", to)).await.unwrap();
                    tokio::select! {
                        _ = tokio::io::copy_bidirectional(&mut inward, &mut outward) => {}
                        _ = is_cut.wait_for(|cut| *cut) => {}
                    }
                }));
            }
        }));
        Self { port, cut }
    }
}
