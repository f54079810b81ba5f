//! Load on one document, over the y-websocket protocol, so that it runs against any server of it.
//!
//! `collab_load URL TOKEN DOCUMENT [clients=50] [per_second=50] [seconds=10]`
//!     where URL is the socket's base (`ws://localhost:8080/api/collab`); TOKEN `-` for none. All clients join, each sends updates of
//!     one letter, and deliveries (updates that came, all clients together) are counted.
//! `collab_load replay TRACE.json URL TOKEN DOCUMENT`
//!     types an editing trace (`startContent`, `endContent`, `txns[].patches[]` of `[position, deleted, inserted]`), one update an
//!     edit, and prints how long it took until a second client had all of it.

use std::{
    collections::VecDeque,
    error::Error,
    io::Write,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use futures::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite::Message};
use yrs::{
    Doc, GetString, OffsetKind, Options, ReadTxn, StateVector, Text, Transact, Update,
    updates::{decoder::Decode, encoder::Encode},
};

type Failure = Box<dyn Error + Send + Sync>;
type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

fn put_uint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn uint(bytes: &mut &[u8]) -> Option<u64> {
    let (mut value, mut shift) = (0, 0);
    loop {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(first & 0x7f) << shift;
        shift += 7;
        if *first < 0x80 {
            return Some(value);
        }
    }
}

fn sync(step: u8, body: &[u8]) -> Message {
    let mut out = vec![0, step];
    put_uint(&mut out, body.len() as u64);
    out.extend_from_slice(body);
    Message::Binary(out.into())
}

/// Step and body of a sync message.
fn synced(frame: &[u8]) -> Option<(u64, &[u8])> {
    let mut rest = frame;
    if uint(&mut rest)? != 0 {
        return None;
    }
    let step = uint(&mut rest)?;
    let length = uint(&mut rest)? as usize;
    Some((step, rest.get(..length)?))
}

async fn join(url: &str, token: &str, document: &str) -> Result<Socket, Failure> {
    let url = if token == "-" { format!("{url}/{document}") } else { format!("{url}/{document}?ack=1&token={token}") };
    Ok(connect_async(url).await?.0)
}

fn document() -> Doc {
    Doc::with_options(Options { offset_kind: OffsetKind::Utf16, ..Options::default() })
}

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["replay", trace, url, token, document] => runtime.block_on(replay(trace, url, token, document)),
        [url, token, document, ref rest @ ..] => {
            let number = |index: usize, default: u64| rest.get(index).map_or(Ok(default), |text: &&str| text.parse());
            let load = Load { clients: number(0, 50)?, per_second: number(1, 50)?, seconds: number(2, 10)? };
            runtime.block_on(load.run(url, token, document))
        }
        _ => Err(
            "collab_load URL TOKEN DOCUMENT [clients] [per_second] [seconds] | replay TRACE.json URL TOKEN DOCUMENT"
                .into(),
        ),
    }
}

struct Load {
    clients: u64,
    per_second: u64,
    seconds: u64,
}

impl Load {
    /// All clients together send `per_second` updates.
    async fn run(&self, url: &str, token: &str, document: &str) -> Result<(), Failure> {
        let came = Arc::new(AtomicU64::new(0));
        let mut senders = VecDeque::new();
        for _ in 0..self.clients {
            let (mut sink, mut stream) = join(url, token, document).await?.split();
            sink.send(sync(0, &StateVector::default().encode_v1())).await?;
            let came = Arc::clone(&came);
            #[expect(clippy::disallowed_methods, reason = "there is no server here whose drain would wait")]
            tokio::spawn(async move {
                while let Some(Ok(message)) = stream.next().await {
                    if let Message::Binary(frame) = message
                        && matches!(synced(&frame), Some((2, _)))
                    {
                        came.fetch_add(1, Ordering::Relaxed);
                    }
                }
            });
            let doc = self::document();
            senders.push_back((sink, doc));
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
        came.store(0, Ordering::Relaxed);
        let total = self.per_second * self.seconds;
        let begun = Instant::now();
        for sent in 0..total {
            let due = begun + Duration::from_nanos(sent * 1_000_000_000 / self.per_second.max(1));
            tokio::time::sleep_until(due.into()).await;
            let Some((mut sink, doc)) = senders.pop_front() else { break };
            let update = {
                let text = doc.get_or_insert_text("load");
                let mut txn = doc.transact_mut();
                let end = text.len(&txn);
                text.insert(&mut txn, end, "x");
                txn.encode_update_v1()
            };
            sink.send(sync(2, &update)).await?;
            senders.push_back((sink, doc));
        }
        let expected = total * (self.clients - 1);
        let patience = Instant::now() + Duration::from_secs(20);
        while came.load(Ordering::Relaxed) < expected && Instant::now() < patience {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let (took, came) = (begun.elapsed(), came.load(Ordering::Relaxed));
        let rate = came as f64 / took.as_secs_f64();
        writeln!(std::io::stdout(), "{total} updates, {came} of {expected} deliveries in {took:.2?} ({rate:.0}/s)")?;
        Ok(())
    }
}

/// Takes in whatever a frame says; answers a state vector.
async fn hear(doc: &Doc, socket: &mut Socket, frame: &[u8]) -> Result<(), Failure> {
    match synced(frame) {
        Some((0, vector)) => {
            let update = doc.transact().encode_state_as_update_v1(&StateVector::decode_v1(vector)?);
            socket.send(sync(1, &update)).await?;
        }
        Some((_, update)) => doc.transact_mut().apply_update(Update::decode_v1(update)?)?,
        None => {}
    }
    Ok(())
}

async fn replay(trace: &str, url: &str, token: &str, name: &str) -> Result<(), Failure> {
    let trace: serde_json::Value = serde_json::from_slice(&std::fs::read(trace)?)?;
    let doc = document();
    let text = doc.get_or_insert_text("trace");
    let mut updates = Vec::new();
    let start = trace["startContent"].as_str().unwrap_or_default().to_owned();
    let first = serde_json::json!([{ "patches": [[0, 0, start]] }]);
    let edits = first.as_array().into_iter().chain(trace["txns"].as_array()).flatten();
    for patch in edits.filter_map(|edit| edit["patches"].as_array()).flatten() {
        let number = |index: usize| patch[index].as_u64().and_then(|number| u32::try_from(number).ok()).unwrap_or(0);
        let (at, deleted, inserted) = (number(0), number(1), patch[2].as_str().unwrap_or_default());
        let mut txn = doc.transact_mut();
        if deleted > 0 {
            text.remove_range(&mut txn, at, deleted);
        }
        if !inserted.is_empty() {
            text.insert(&mut txn, at, inserted);
        }
        updates.push(txn.encode_update_v1());
    }
    let ended = text.get_string(&doc.transact());
    let is_right = trace["endContent"].as_str() == Some(&ended);

    let mut reader = join(url, token, name).await?;
    reader.send(sync(0, &StateVector::default().encode_v1())).await?;
    let copy = document();
    copy.get_or_insert_text("trace");
    let mut socket = join(url, token, name).await?;
    let count = updates.len();
    let begun = Instant::now();
    #[expect(clippy::disallowed_methods, reason = "there is no server here whose drain would wait")]
    let writing = tokio::spawn(async move {
        for update in updates {
            socket.feed(sync(2, &update)).await?;
        }
        socket.flush().await?;
        // Until the other has it all, what comes back is read.
        while let Some(message) = socket.next().await {
            message?;
        }
        Ok::<(), Failure>(())
    });
    let wanted = doc.transact().state_vector();
    while copy.transact().state_vector() != wanted {
        let next = tokio::time::timeout(Duration::from_secs(120), reader.next()).await?;
        match next.ok_or("the reader was closed")?? {
            Message::Binary(frame) => hear(&copy, &mut reader, &frame).await?,
            Message::Close(frame) => return Err(format!("the reader was closed: {frame:?}").into()),
            _ => {}
        }
    }
    let took = begun.elapsed();
    writing.abort();
    writeln!(std::io::stdout(), "{count} edits in {took:.2?}; the trace's end: {is_right}")?;
    Ok(())
}
