//! The room through the front door, on both databases.

mod collector;
mod content;
mod counting;
mod form;
mod lifecycle;
mod revocation;
mod studio;
mod upload;
