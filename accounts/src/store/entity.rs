//! The rows.

pub(crate) mod refresh_token;
pub(crate) mod session;
pub(crate) mod user;
