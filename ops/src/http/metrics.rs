//! `GET /metrics`

use axum::extract::State;
use gate::{Answer, Caller, ClientInfo};
use http::header;
use kernel::Problem;

use crate::Ops;

/// Numbers for Prometheus. For an owner of the studio, or for somebody at the machine itself.
#[utoipa::path(
    get, path = "/metrics", operation_id = "get_metrics", tag = "ops",
    responses((status = 200, body = String, content_type = "text/plain"))
)]
pub(crate) async fn get_metrics(
    State(ops): State<Ops>,
    client: ClientInfo,
    Caller(actor): Caller,
) -> Answer<([(header::HeaderName, &'static str); 1], String)> {
    if !client.loopback {
        ops.must_own_studio(&actor).await?;
    }
    let text = ops.render_metrics().await.ok_or_else(Problem::not_found)?;
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text))
}
