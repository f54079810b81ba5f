//! People: who they are, how they come in, which of their devices are signed in.
//!
//! An access token is a JWT that lives for 15 minutes and is checked without the database. A refresh token is 256 random bits, kept
//! only as a hash, good for one use: each use gives a successor. One session is one device: the family of its refresh tokens. When
//! a session is revoked, every node knows it within a second ([`liveness`]): requests, sockets and streams of it end.

mod actions;
mod device;
mod error;
mod events;
mod http;
mod jobs;
mod liveness;
mod model;
mod password;
mod people;
mod rules;
mod service;
mod store;
#[cfg(feature = "testing")]
pub mod testing;
mod tokens;

pub use error::Error;
pub use http::routes;
pub use jobs::SecurityNotice;
pub use model::{StudioRole, User};
pub use service::{Accounts, InvitationCheck};
pub use tokens::{ACCESS_TOKEN_LIFETIME, REFRESH_GRACE, SESSION_ABSOLUTE_LIFETIME, SESSION_SLIDING_LIFETIME};
