//! `kill -9` at random moments: what was acknowledged is there afterwards.
//!
//! Twenty rounds here; `FLUX_TEST_CRASH_ROUNDS` asks for more (`make soak`).

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use futures::{SinkExt as _, StreamExt as _};
use reqwest::Method;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;
use yrs::{
    Doc, Map as _, ReadTxn as _, Transact as _, Update,
    sync::{Message as YMessage, SyncMessage},
    updates::{decoder::Decode as _, encoder::Encode as _},
};

use crate::{
    people::{general, register, team, text},
    server::{Server, client},
};

const WRITERS: usize = 4;

/// What the server said that it has.
#[derive(Default)]
struct Acknowledged {
    messages: Mutex<Vec<(u64, String)>>,
    edits: Mutex<Vec<String>>,
}

fn rounds() -> usize {
    std::env::var("FLUX_TEST_CRASH_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(20)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_survives() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut server = Server::start(folder.path());
    let mut token = register(&server, "ada").await;
    let team = team(&server, &token).await;
    let channel = general(&server, &token, &team).await;
    let document = json!({ "teamId": team, "title": "Crash", "kind": "document" });
    let document = text(&server.must(Method::POST, "/api/documents", Some(&token), Some(&document)).await, "/id");
    let acknowledged = Arc::new(Acknowledged::default());

    for round in 0..rounds() {
        let stop = Arc::new(AtomicBool::new(false));
        let mut writers = tokio::task::JoinSet::new();
        for writer in 0..WRITERS {
            let url = server.url(&format!("/api/channels/{channel}/messages"));
            writers.spawn(post_messages(
                url,
                token.clone(),
                format!("{round}-{writer}"),
                Arc::clone(&acknowledged),
                Arc::clone(&stop),
            ));
            let url = server.socket_url(&format!("/api/collab/{document}?ack=1&token={token}"));
            writers.spawn(edit(url, format!("{round}-{writer}"), Arc::clone(&acknowledged), Arc::clone(&stop)));
        }
        // Spread over the round without a random source: coprime to its length.
        tokio::time::sleep(Duration::from_millis(40 + (round as u64 * 67) % 350)).await;
        server = server.crash_and_restart();
        stop.store(true, Ordering::SeqCst);
        while writers.join_next().await.is_some() {}
        let login = json!({ "email": "ada@example.com", "password": "correct horse battery" });
        token = text(&server.must(Method::POST, "/api/auth/login", None, Some(&login)).await, "/accessToken");
        check_messages(&server, &token, &channel, &acknowledged).await;
        check_edits(&server, &token, &document, &acknowledged).await;
    }
    let (messages, edits) =
        (acknowledged.messages.lock().expect("a lock").len(), acknowledged.edits.lock().expect("a lock").len());
    assert!(
        messages > 50 && edits > 50,
        "too little was written to prove anything: {messages} messages, {edits} edits"
    );
}

async fn post_messages(
    url: String,
    token: String,
    name: String,
    acknowledged: Arc<Acknowledged>,
    stop: Arc<AtomicBool>,
) {
    let client = client();
    for n in 0.. {
        if stop.load(Ordering::SeqCst) {
            return;
        }
        let text = format!("message {name}-{n}");
        let body = json!({ "text": text, "clientId": format!("{name}-{n}") });
        let Ok(answer) = client.post(&url).bearer_auth(&token).json(&body).send().await else { return };
        assert_eq!(answer.status(), 201);
        let Ok(message) = answer.json::<Value>().await else { return };
        acknowledged.messages.lock().expect("a lock").push((message["seq"].as_u64().expect("a seq"), text));
    }
}

/// Every message that was acknowledged is there with its seq, and no seq is missing.
async fn check_messages(server: &Server, token: &str, channel: &str, acknowledged: &Acknowledged) {
    let mut found = Vec::new();
    let mut after = 0;
    loop {
        let path = format!("/api/channels/{channel}/messages?after={after}&limit=100");
        let page = server.must(Method::GET, &path, Some(token), None).await;
        let items = page["items"].as_array().cloned().unwrap_or_default();
        let Some(last) = items.last() else { break };
        after = last["seq"].as_u64().expect("a seq");
        found.extend(items.iter().map(|item| (item["seq"].as_u64().unwrap_or(0), text(item, "/text"))));
    }
    for (n, (seq, _)) in found.iter().enumerate() {
        assert_eq!(*seq, n as u64 + 1, "a seq is missing or doubled");
    }
    for (seq, text) in acknowledged.messages.lock().expect("a lock").iter() {
        let index = usize::try_from(*seq).expect("a small number") - 1;
        assert_eq!(found.get(index), Some(&(*seq, text.clone())), "an acknowledged message is lost");
    }
}

/// Sets one key of the shared map per edit and counts what the server says is on disk (message type 100).
async fn edit(url: String, name: String, acknowledged: Arc<Acknowledged>, stop: Arc<AtomicBool>) {
    let Ok((socket, _)) = tokio_tungstenite::connect_async(&url).await else { return };
    let (mut outgoing, mut incoming) = socket.split();
    let doc = Doc::new();
    let map = doc.get_or_insert_map("crash");
    let mut sent = Vec::new();
    let mut tick = tokio::time::interval(Duration::from_millis(4));
    loop {
        tokio::select! {
            _ = tick.tick() => {
                if stop.load(Ordering::SeqCst) {
                    return;
                }
                let key = format!("{name}-{}", sent.len());
                let update = {
                    let mut transaction = doc.transact_mut();
                    map.insert(&mut transaction, key.clone(), true);
                    transaction.encode_update_v1()
                };
                let frame = YMessage::Sync(SyncMessage::Update(update)).encode_v1();
                sent.push(key);
                if outgoing.send(Message::Binary(frame.into())).await.is_err() {
                    return;
                }
            }
            frame = incoming.next() => match frame {
                Some(Ok(Message::Binary(bytes))) if bytes.first() == Some(&100) => {
                    let durable = varuint(&bytes[1..]);
                    let mut edits = acknowledged.edits.lock().expect("a lock");
                    let prefix = format!("{name}-");
                    let known = edits.iter().filter(|key| key.starts_with(&prefix)).count();
                    edits.extend(sent[known..durable].iter().cloned());
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return,
            },
        }
    }
}

/// lib0's variable-length unsigned integer: seven bits a byte, least significant first.
fn varuint(bytes: &[u8]) -> usize {
    bytes.iter().enumerate().fold(0, |value, (n, byte)| value | (usize::from(byte & 0x7f) << (7 * n)))
}

/// A fresh client finds every edit that was acknowledged.
async fn check_edits(server: &Server, token: &str, document: &str, acknowledged: &Acknowledged) {
    let url = server.socket_url(&format!("/api/collab/{document}?token={token}"));
    let (mut socket, _) = tokio_tungstenite::connect_async(&url).await.expect("a socket");
    let doc = Doc::new();
    let map = doc.get_or_insert_map("crash");
    let ask = YMessage::Sync(SyncMessage::SyncStep1(doc.transact().state_vector())).encode_v1();
    socket.send(Message::Binary(ask.into())).await.expect("sent");
    let synced = tokio::time::timeout(Duration::from_secs(20), async {
        while let Some(Ok(frame)) = socket.next().await {
            let Message::Binary(bytes) = frame else { continue };
            if let Ok(YMessage::Sync(SyncMessage::SyncStep2(update))) = YMessage::decode_v1(&bytes) {
                let update = Update::decode_v1(&update).expect("an update");
                doc.transact_mut().apply_update(update).expect("it applies");
                return true;
            }
        }
        false
    });
    assert!(synced.await.expect("in time"), "the document was not given");
    let transaction = doc.transact();
    for key in acknowledged.edits.lock().expect("a lock").iter() {
        assert!(map.contains_key(&transaction, key), "the acknowledged edit {key} is lost");
    }
}
