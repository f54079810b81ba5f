//! Doors to the outside, each a handle with its fake beside it.

pub mod blob;
pub mod bus;
pub mod health;
pub mod mail;
pub mod tasks;
