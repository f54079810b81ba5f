//! `GET /livez` and `GET /readyz`

use axum::extract::State;
use gate::Answer;
use kernel::{Code, Problem};

use crate::Ops;

/// The process answers.
#[utoipa::path(
    get, path = "/livez", operation_id = "get_liveness", tag = "ops", security(()),
    responses((status = 200, body = String, content_type = "text/plain"))
)]
pub(crate) async fn get_liveness() -> &'static str {
    "ok"
}

/// It should get requests: its schema fits and it is not stopping.
#[utoipa::path(
    get, path = "/readyz", operation_id = "get_readiness", tag = "ops", security(()),
    responses((status = 200, body = String, content_type = "text/plain"))
)]
pub(crate) async fn get_readiness(State(ops): State<Ops>) -> Answer<&'static str> {
    match ops.unready_because().await {
        None => Ok("ok"),
        Some(reason) => Err(Problem::new(Code::Unavailable, format!("Not ready: {reason}.")).into()),
    }
}
