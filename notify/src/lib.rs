//! Telling people what happened: a line in the app and, where it matters, a mail.
//!
//! Rooms below leave a job in the transaction that causes the news; what is told about it, and in which words, is decided here.

mod actions;
mod error;
mod events;
mod http;
mod jobs;
mod model;
mod room;
mod store;
mod words;

pub use error::Error;
pub use http::routes;
pub use model::Notification;
pub use room::Notify;
