//! `GET /health`

use std::collections::BTreeMap;

use axum::extract::State;
use gate::{Answer, Json};
use http::StatusCode;
use platform::health::{PartHealth, Status};
use serde::Serialize;
use utoipa::ToSchema;

use crate::Ops;

/// How the studio is.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Health {
    /// The worst of all parts: `ok`, `degraded` or `down`.
    #[schema(value_type = String)]
    status: Status,
    version: &'static str,
    uptime_seconds: u64,
    /// Each part.
    #[schema(value_type = BTreeMap<String, PartView>)]
    services: BTreeMap<&'static str, PartHealth>,
}

/// How one part is.
#[derive(ToSchema)]
#[schema(as = PartHealth, rename_all = "camelCase")]
#[expect(dead_code, reason = "only its schema is used")]
pub(crate) struct PartView {
    /// `ok`, `degraded` or `down`.
    status: String,
    latency_ms: Option<u64>,
    detail: Option<String>,
}

/// How each part is: 200, or 503 when one that the studio can't do without is down.
#[utoipa::path(
    get, path = "/health", operation_id = "get_health", tag = "ops", security(()),
    responses((status = 200, body = Health), (status = 503, body = Health))
)]
pub(crate) async fn get_health(State(ops): State<Ops>) -> Answer<(StatusCode, Json<Health>)> {
    let report = ops.platform().health.report().await;
    let code = if report.status == Status::Down { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
    let health = Health {
        status: report.status,
        version: env!("CARGO_PKG_VERSION"),
        uptime_seconds: ops.uptime_seconds(),
        services: report.services.clone(),
    };
    Ok((code, Json(health)))
}
