//! The room through the front door, on both databases.

#![expect(clippy::expect_used, reason = "what is missing fails the test")]

mod collector;
mod content;
mod counting;
mod form;
mod lifecycle;
mod revocation;
mod socket;
mod studio;
mod upload;
