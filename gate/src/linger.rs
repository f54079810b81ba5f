//! Telling a client why it was refused while it is still sending.
//!
//! Many clients read nothing before they have sent everything. If the connection is closed on them in the middle, the
//! kernel resets it, and the answer that says why (too large, signed out, not there) is lost with it. So the rest of the
//! body is taken in and thrown away, for a while, behind the answer.

use std::{
    future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    body::{Body, HttpBody},
    extract::Request,
    response::Response,
};
use bytes::Bytes;
use futures::{StreamExt as _, stream};
use http::header;
use hyper::body::{Frame, SizeHint};
use parking_lot::Mutex;
use tokio::time::{Instant, timeout_at};

/// How long it is listened to in all.
const LONGEST: Duration = Duration::from_secs(30);
/// How long it may pause.
const PAUSE: Duration = Duration::from_secs(5);

/// A request's body, of which the edge keeps a handle.
#[derive(Clone)]
pub(crate) struct Rest(Arc<Mutex<Body>>);

impl Rest {
    /// Keeps a handle on the body of `request`.
    pub(crate) fn of(request: Request) -> (Request, Self) {
        let (parts, body) = request.into_parts();
        let rest = Self(Arc::new(Mutex::new(body)));
        (Request::from_parts(parts, Body::new(rest.clone())), rest)
    }

    /// The same answer; a refusal lasts until the client has sent what it had to send.
    pub(crate) fn behind(self, response: Response) -> Response {
        let status = response.status();
        if !(status.is_client_error() || status.is_server_error()) || self.0.lock().is_end_stream() {
            return response;
        }
        let (mut parts, body) = response.into_parts();
        // With a length, the answer would be over before the rest is there.
        parts.headers.remove(header::CONTENT_LENGTH);
        let rest = stream::once(self.drain()).filter_map(|()| future::ready(None));
        Response::from_parts(parts, Body::from_stream(body.into_data_stream().chain(rest)))
    }

    async fn drain(self) {
        let last = Instant::now() + LONGEST;
        let next = || future::poll_fn(|context| Pin::new(&mut *self.0.lock()).poll_frame(context));
        while let Ok(Some(Ok(_))) = timeout_at(last.min(Instant::now() + PAUSE), next()).await {}
    }
}

impl HttpBody for Rest {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        Pin::new(&mut *self.0.lock()).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.0.lock().is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.lock().size_hint()
    }
}
