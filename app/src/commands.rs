//! One file a command.

pub(crate) mod admin;
pub(crate) mod doctor;
pub(crate) mod migrate;
pub(crate) mod openapi;
pub(crate) mod serve;
