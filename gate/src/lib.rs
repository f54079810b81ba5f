//! The HTTP edge. It knows no domain.
//!
//! A request comes in through [`serve`], gets an id, a client address and an [`Actor`](kernel::Actor), is held against
//! the rules for cross-site requests and against its rate, and is then given to a room. Whatever fails on the way, in
//! the room or here, goes out as `application/problem+json` ([`ApiError`]). [`Edge`] joins the rooms' routes and writes
//! the OpenAPI document; [`realtime`] keeps the one event socket that each open client has.

mod assets;
mod auth;
mod client;
mod context;
mod csrf;
mod edge;
mod extract;
mod headers;
mod idempotency;
mod limit;
mod linger;
mod metrics;
mod openapi;
mod options;
mod pipeline;
mod problem;
pub mod realtime;
mod reports;
mod request_id;
mod server;

pub use assets::Assets;
pub use auth::{Audience, Authenticator};
pub use edge::Edge;
pub use extract::{
    BearerToken, Caller, ClientAddr, ClientInfo, CookieOrBearer, Json, Multipart, OptionalJson, Path, Query,
    SessionCookie, SessionMode, SignedIn, Throttle,
};
pub use headers::{CONTENT_CSP, STRICT_CSP};
pub use idempotency::{prune_idempotency_keys, release_unanswered_keys};
pub use limit::Rates;
pub use options::EdgeOptions;
pub use problem::{Answer, ApiError, ProblemView};
pub use realtime::{SocketCaller, Tickets};
pub use request_id::RequestId;
pub use server::{ServeOptions, serve};
