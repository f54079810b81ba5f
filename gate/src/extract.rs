//! What a handler may ask of a request. Each refuses with a problem of its own.

mod caller;
mod client;
mod cookie;
mod json;
mod multipart;
mod path;
mod query;
mod throttle;

pub use caller::{BearerToken, Caller, CookieOrBearer, SignedIn};
pub use client::{ClientAddr, ClientInfo};
pub use cookie::{SessionCookie, SessionMode};
pub use json::{Json, OptionalJson};
pub use multipart::Multipart;
pub use path::Path;
pub use query::Query;
pub use throttle::Throttle;

pub(crate) use cookie::session_token;
pub(crate) use json::{is_json, read as read_body};
