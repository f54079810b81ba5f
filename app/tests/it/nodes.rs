//! Two processes on PostgreSQL and NATS are one studio: news, revocations and limits cross from one to the other.

use std::time::Duration;

use futures::StreamExt as _;
use reqwest::Method;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::{Message, protocol::frame::coding::CloseCode};

use crate::{
    people::{general, join, register, team, text},
    server::{Cluster, Server},
};

type Socket = tokio_tungstenite::WebSocketStream<tokio_tungstenite::MaybeTlsStream<tokio::net::TcpStream>>;

async fn listen(server: &Server, token: &str) -> Socket {
    let ticket = text(&server.must(Method::POST, "/api/realtime/ticket", Some(token), None).await, "/ticket");
    let url = server.socket_url(&format!("/api/realtime?ticket={ticket}"));
    let (mut socket, _) = tokio_tungstenite::connect_async(url).await.expect("a socket");
    assert_eq!(next(&mut socket).await["type"], "hello");
    socket
}

async fn next(socket: &mut Socket) -> Value {
    let next = async {
        loop {
            match socket.next().await {
                Some(Ok(Message::Text(text))) => return serde_json::from_str(&text).expect("JSON"),
                Some(Ok(_)) => {}
                other => panic!("the socket ended: {other:?}"),
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(10), next).await.expect("an event in time")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn news_and_revocations_cross_nodes() {
    let cluster = Cluster::make().await;
    let (one, other) = (cluster.start(), cluster.start());
    let owner = register(&one, "ada").await;
    let team = team(&one, &owner).await;
    let member = register(&other, "grace").await;
    join(&one, &owner, &team, "member", &member).await;
    let channel = general(&other, &member, &team).await;

    let mut socket = listen(&other, &member).await;
    let path = format!("/api/channels/{channel}/messages");
    for n in 1..=20_u64 {
        let body = json!({ "text": format!("message {n}"), "clientId": n.to_string() });
        one.must(Method::POST, &path, Some(&owner), Some(&body)).await;
    }
    let mut seqs = Vec::new();
    while seqs.len() < 20 {
        let event = next(&mut socket).await;
        if event["type"] == "message.created" {
            seqs.push(event["seq"].as_u64().unwrap_or(0));
        }
    }
    assert_eq!(seqs, (1..=20).collect::<Vec<_>>(), "news came late, twice or out of order");

    // Ended on one node, felt on the other: the socket closes and the token is refused.
    one.must(Method::POST, "/api/auth/logout-all", Some(&member), None).await;
    let closed = async {
        while let Some(Ok(frame)) = socket.next().await {
            if let Message::Close(Some(frame)) = frame {
                return frame.code;
            }
        }
        CloseCode::Abnormal
    };
    let code = tokio::time::timeout(Duration::from_secs(2), closed).await.expect("the socket stayed open");
    assert_eq!(u16::from(code), 4401);
    let answer = other.send(Method::GET, "/api/auth/me", Some(&member), None).await.expect("an answer");
    assert_eq!(answer.status(), 401);
    cluster.remove(vec![one, other]).await;
}
