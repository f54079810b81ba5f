//! The one event socket that each open client has.
//!
//! An event reaches the [`Hub`] once per node and goes, the same bytes shared, into the queue of each socket that hears
//! its topic. A socket writes all that waits in one go. What its person may hear is worked out when it opens and again
//! with every event that changes it, *before* that event is passed on.

mod caller;
mod close;
mod hub;
mod peer;
mod socket;
mod ticket;

use axum::{extract::ws::WebSocketUpgrade, response::Response};
use serde::Serialize;
use utoipa_axum::{router::OpenApiRouter, routes};

pub use caller::SocketCaller;
pub use close::{code, refuse, tuned};
pub use hub::Hub;
pub use ticket::Tickets;

use crate::{Answer, Json, SignedIn, context::Context};

pub(crate) fn routes(hub: Hub) -> OpenApiRouter {
    OpenApiRouter::default().routes(routes!(create_ticket)).routes(routes!(open)).with_state(hub)
}

/// Opens one socket.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
struct TicketView {
    /// Goes behind `?ticket=`. It opens one socket.
    ticket: String,
    /// Seconds until it is void.
    expires_in: u64,
}

/// A ticket for one socket, for clients that can't send a header with it.
#[utoipa::path(
    post, path = "/api/realtime/ticket", tag = "realtime", operation_id = "create_realtime_ticket",
    responses((status = 200, description = "The ticket", body = TicketView))
)]
async fn create_ticket(SignedIn(identity): SignedIn, context: Context) -> Answer<Json<TicketView>> {
    let ticket = context.shared.tickets.issue(&identity);
    Ok(Json(TicketView { ticket, expires_in: Tickets::LIFE.as_secs() }))
}

/// The event socket: `{"type":"hello"}` first, then everything that the person may hear. It closes with 4401 when the
/// session ends, 1012 when the server restarts, 1013 when the client is too slow. A client may say `{"type":"ping"}`;
/// what is no JSON object with a `type` closes the socket with 4400, a flood with 4429.
#[utoipa::path(
    get, path = "/api/realtime", tag = "realtime", operation_id = "open_realtime",
    params(("ticket" = Option<String>, Query, description = "A ticket, instead of a cookie or a bearer token")),
    responses((status = 101, description = "The socket is open"))
)]
async fn open(
    axum::extract::State(hub): axum::extract::State<Hub>,
    SocketCaller(identity): SocketCaller<false>,
    upgrade: WebSocketUpgrade,
) -> Response {
    tuned(upgrade, socket::MESSAGE_BYTES).on_upgrade(async move |socket| hub.attach(socket, identity))
}
