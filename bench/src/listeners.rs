//! Event sockets that hear a channel's messages and take the time.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use futures::{StreamExt as _, future::try_join_all};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Message, client::IntoClientRequest as _},
};

use crate::{server::Server, studio::Studio};

/// Somebody who hears nothing for so long has heard all.
const SILENCE: Duration = Duration::from_secs(5);

type Socket = WebSocketStream<TcpStream>;

/// An open socket with a token, as a program opens it.
pub(crate) async fn open_socket(server: &Server, path: &str, token: &str) -> Result<Socket> {
    let stream = TcpStream::connect(server.address()).await?;
    stream.set_nodelay(true)?;
    let mut request = format!("ws://localhost{path}").into_client_request()?;
    request.headers_mut().insert("Authorization", format!("Bearer {token}").parse()?);
    Ok(client_async(request, stream).await?.0)
}

/// The sockets, and the moment that messages' times are counted from.
pub(crate) struct Listeners {
    sockets: Vec<Socket>,
    pub(crate) epoch: Instant,
}

impl Listeners {
    /// One socket for each of the first `count` people.
    pub(crate) async fn open(server: &Server, studio: &Studio, count: usize) -> Result<Self> {
        let open = studio.people.iter().take(count).map(async |person| {
            let mut socket = open_socket(server, "/api/realtime", &person.token).await?;
            let hello = socket.next().await.context("no hello")??;
            anyhow::ensure!(hello.to_text()?.contains("hello"), "the first word was {hello}");
            Ok(socket)
        });
        Ok(Self { sockets: try_join_all(open).await?, epoch: Instant::now() })
    }

    /// A text that tells when it was due.
    pub(crate) fn stamp(epoch: Instant, due: Instant, text: &str) -> String {
        format!("@{}@ {text}", due.duration_since(epoch).as_nanos())
    }

    /// Until each has heard so many messages, or nothing any more: all delays in milliseconds, ascending.
    pub(crate) async fn listen(self, each: usize) -> Result<Vec<f64>> {
        let epoch = self.epoch;
        let hear = self.sockets.into_iter().map(|socket| listen_to(socket, epoch, each));
        let mut delays: Vec<f64> = try_join_all(hear).await?.into_iter().flatten().collect();
        delays.sort_unstable_by(f64::total_cmp);
        Ok(delays)
    }
}

async fn listen_to(mut socket: Socket, epoch: Instant, each: usize) -> Result<Vec<f64>> {
    let mut delays = Vec::new();
    while delays.len() < each {
        let Ok(heard) = tokio::time::timeout(SILENCE, socket.next()).await else { break };
        let text = match heard.context("the socket ended")?? {
            Message::Text(text) => text,
            Message::Close(frame) => bail!("closed: {frame:?}"),
            _ => continue,
        };
        if !text.contains("message.created") {
            continue;
        }
        // Messages without a stamp count, but have no delay.
        let due = text.split('@').nth(1).and_then(|stamp| stamp.parse().ok()).map(Duration::from_nanos);
        let delay = due.map_or(f64::NAN, |due| epoch.elapsed().saturating_sub(due).as_secs_f64() * 1000.0);
        delays.push(delay);
    }
    Ok(delays)
}
