//! Connections in, answers out, and an orderly end.

use std::{io, net::SocketAddr, pin::pin, time::Duration};

use axum::{Router, body::Body, extract::ConnectInfo};
use http::Request;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use platform::tasks::Tasks;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::Service as _;

/// How connections are served.
#[derive(Clone, Debug)]
pub struct ServeOptions {
    /// How long what is open may take to come to its end.
    pub drain: Duration,
    /// How long a client may take to send a request's headers; also how long a connection may stand idle.
    pub header_timeout: Duration,
    /// The most header fields of a request.
    pub max_headers: usize,
    /// The most bytes of a request's line and headers.
    pub max_header_bytes: usize,
}

impl ServeOptions {
    /// `drain` to end, 30 s for headers, 100 fields, 64 KiB.
    #[must_use]
    pub const fn new(drain: Duration) -> Self {
        Self { drain, header_timeout: Duration::from_secs(30), max_headers: 100, max_header_bytes: 64 * 1024 }
    }
}

/// Serves HTTP/1.1 until told to stop, then drains: idle connections close at once, busy ones after their answer, all at
/// the end of the time that was given. Sockets have left their connection by then; their own tasks end them.
pub async fn serve(listener: TcpListener, router: Router, tasks: Tasks, options: ServeOptions) {
    let stopping = tasks.stopping();
    let connections = TaskTracker::new();
    let cut = CancellationToken::new();
    loop {
        let accepted = tokio::select! {
            biased;
            () = stopping.cancelled() => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                let ends = Ends { stopping: stopping.clone(), cut: cut.clone() };
                connections.spawn(connection(stream, peer, router.clone(), options.clone(), ends));
            }
            Err(error) => rest_after(&error).await,
        }
    }
    drop(listener);
    connections.close();
    if tokio::time::timeout(options.drain, connections.wait()).await.is_err() {
        tracing::warn!(open = connections.len(), "connections did not end in time and are cut");
        cut.cancel();
        connections.wait().await;
    }
}

/// A connection that died before it was accepted is its own affair; anything else (no descriptors left) would spin.
async fn rest_after(error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if !matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
        tracing::error!(error = %error, "no connection can be accepted");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// What ends a connection.
struct Ends {
    /// After the answer that is being given.
    stopping: CancellationToken,
    /// Now.
    cut: CancellationToken,
}

async fn connection(stream: TcpStream, peer: SocketAddr, router: Router, options: ServeOptions, ends: Ends) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(error = %error, "TCP_NODELAY was not set");
    }
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        // A router is always ready.
        router.clone().call(request.map(Body::new))
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(options.header_timeout)
        .max_headers(options.max_headers)
        .max_header_size(options.max_header_bytes)
        .max_buf_size(options.max_header_bytes.max(128 * 1024));
    let mut served = pin!(http.serve_connection(TokioIo::new(stream), service).with_upgrades());
    let mut draining = false;
    loop {
        tokio::select! {
            ended = served.as_mut() => {
                if let Err(error) = ended {
                    tracing::debug!(error = %error, "a connection broke off");
                }
                break;
            }
            () = ends.stopping.cancelled(), if !draining => {
                draining = true;
                served.as_mut().graceful_shutdown();
            }
            () = ends.cut.cancelled() => break,
        }
    }
}
