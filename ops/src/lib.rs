//! The operator's room: is it well, is it ready, what is it doing.
//!
//! `/health` tells how each part is, in words for people and monitors; `/livez` only that the process answers; `/readyz` whether a
//! load balancer should send it requests; `/metrics` is for Prometheus. None of them invents anything: each part is asked when
//! somebody asks ([`platform::health`]).

mod http;
mod process;
mod service;

pub use http::routes;
pub use service::{Ops, SchemaCheck};
