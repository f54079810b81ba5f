//! What browsers stopped because a page's policy told them to.

use axum::{body::Body, extract::Request};
use http::{HeaderMap, StatusCode, header};
use kernel::{Code, Problem};
use serde_json::Value;

use crate::{Answer, extract};

/// A report is small; what is larger is no report.
const REPORT_BYTES: usize = 64 * 1024;
/// A batch may hold many; the first tell enough.
const REPORTS: usize = 20;
const TEXT: usize = 200;

/// Reports of a stopped script, style or connection, as `report-uri` or `report-to` send them.
#[utoipa::path(
    post, path = "/api/security/csp-report", tag = "security", operation_id = "report_csp_violation", security(()),
    request_body(content(("application/csp-report"), ("application/reports+json")), description = "One or more violation reports"),
    responses((status = 204, description = "Noted"))
)]
pub(crate) async fn csp_report(request: Request) -> Answer<StatusCode> {
    let (parts, body) = request.into_parts();
    note(&parts.headers, body).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn note(headers: &HeaderMap, body: Body) -> Result<(), Problem> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let kind = kind.split(';').next().unwrap_or("").trim();
    if !matches!(kind, "application/csp-report" | "application/reports+json" | "application/json") {
        return Err(Problem::bare(Code::UnsupportedMediaType));
    }
    let bytes = extract::read_body(headers, body, REPORT_BYTES).await?;
    let value: Value = serde_json::from_slice(&bytes).map_err(|_| Problem::bare(Code::InvalidJson))?;
    match &value {
        Value::Array(reports) => reports.iter().take(REPORTS).filter_map(|report| report.get("body")).for_each(log),
        Value::Object(report) => log(report.get("csp-report").unwrap_or(&value)),
        _ => return Err(Problem::bare(Code::InvalidJson)),
    }
    Ok(())
}

fn log(report: &Value) {
    let text = |old: &str, new: &str| -> String {
        let value = report.get(new).or_else(|| report.get(old)).and_then(Value::as_str).unwrap_or("");
        value.chars().filter(|c| !c.is_control()).take(TEXT).collect()
    };
    metrics::counter!("csp_reports_total").increment(1);
    tracing::warn!(
        directive = text("effective-directive", "effectiveDirective"),
        blocked = text("blocked-uri", "blockedURL"),
        document = without_query(&text("document-uri", "documentURL")),
        source = without_query(&text("source-file", "sourceFile")),
        "a browser stopped something under the content security policy"
    );
}

/// Addresses may carry tokens behind the question mark.
fn without_query(address: &str) -> &str {
    address.split(['?', '#']).next().unwrap_or("")
}
