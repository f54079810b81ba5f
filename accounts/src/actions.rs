//! One file a verb.

mod end_sessions;
mod list_sessions;
mod login;
mod refresh;
mod register;
mod rename;
mod start_session;

pub(crate) use register::{Register, STUDIO_NAME};
pub(crate) use start_session::Device;
