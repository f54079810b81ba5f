//! Probes, metrics, and what the admin reads.

mod health;
mod mails;
mod metrics;
mod probes;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::Ops;

/// What the room answers.
#[must_use]
pub fn routes(ops: Ops) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(health::get_health))
        .routes(routes!(probes::get_liveness))
        .routes(routes!(probes::get_readiness))
        .routes(routes!(metrics::get_metrics))
        .routes(routes!(mails::list_mails))
        .with_state(ops)
}
