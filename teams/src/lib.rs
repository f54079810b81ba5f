//! Belonging: teams, their members and roles, invitations, and the [`Permit`] that every later room asks for.
//!
//! Whoever does something with a thing of a team asks [`Teams::permit`] first. It answers from memory: each node keeps what a person
//! belongs to, and drops it the moment that a membership changes, here or on another node. A room that holds something
//! open (a socket, a document) listens to [`Teams::changes`] and asks again.

mod actions;
mod error;
mod events;
mod http;
mod memberships;
mod model;
mod people;
mod policy;
mod room;
mod rules;
mod store;
#[cfg(feature = "testing")]
pub mod testing;
mod token;

pub use error::Error;
pub use events::{Change, Changes};
pub use http::routes;
pub use model::{Invitation, Member, Role, Team};
pub use policy::{Manage, Own, Permit, Read, Verb, Write};
pub use room::{TeamHook, Teams};
