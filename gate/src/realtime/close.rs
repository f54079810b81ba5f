//! Ending sockets, and not letting them start.

use std::time::Duration;

use axum::{
    extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade},
    response::Response,
};
use futures::SinkExt as _;

/// Why a socket is closed.
pub mod code {
    /// What the client sent makes no sense.
    pub const MALFORMED: u16 = 4400;
    /// Not signed in, or not any more.
    pub const UNAUTHENTICATED: u16 = 4401;
    /// Signed in, but this is not allowed.
    pub const FORBIDDEN: u16 = 4403;
    /// There is no such thing.
    pub const NOT_FOUND: u16 = 4404;
    /// What the client sent is too large.
    pub const TOO_LARGE: u16 = 4413;
    /// The client sends too much.
    pub const TOO_MANY: u16 = 4429;
    /// The server failed.
    pub const INTERNAL: u16 = 1011;
    /// The server restarts: come back.
    pub const RESTART: u16 = 1012;
    /// The client does not keep up: come back and catch up.
    pub const TOO_SLOW: u16 = 1013;
}

/// How long a client may take to hear that it is over.
const FAREWELL: Duration = Duration::from_secs(1);

/// Sends a close frame and lets go. A client that does not take it in time is cut.
pub(crate) async fn close(mut socket: WebSocket, code: u16, reason: &'static str) {
    let frame = Message::Close(Some(CloseFrame { code, reason: reason.into() }));
    let goodbye = async {
        if socket.send(frame).await.is_ok() {
            // The client's own close frame; until then the TCP connection must stay, or the code could be lost.
            while let Some(Ok(_)) = socket.recv().await {}
        }
    };
    let _ = tokio::time::timeout(FAREWELL, goodbye).await;
}

/// Opens the socket only to close it with `code`. A browser tells its page nothing about a handshake that was refused
/// over HTTP, but it does tell the close code.
pub fn refuse(upgrade: WebSocketUpgrade, code: u16, reason: &'static str) -> Response {
    tuned(upgrade, 1024).on_upgrade(move |mut socket| async move {
        let _ = socket.flush().await;
        close(socket, code, reason).await;
    })
}

/// Small buffers, so that an idle socket costs a few KiB (the defaults cost 256), and a bound on what may come in.
pub fn tuned(upgrade: WebSocketUpgrade, max_message_bytes: usize) -> WebSocketUpgrade {
    upgrade
        .read_buffer_size(4 * 1024)
        .write_buffer_size(4 * 1024)
        .max_message_size(max_message_bytes)
        .max_frame_size(max_message_bytes)
}
