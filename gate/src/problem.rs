//! Failures on the wire: RFC 9457 `application/problem+json`.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use kernel::{Code, FieldError, Problem};
use serde::Serialize;

use crate::request_id;

/// The content type of every failure.
pub(crate) const PROBLEM_JSON: HeaderValue = HeaderValue::from_static("application/problem+json");

/// What a handler gives.
pub type Answer<T> = Result<T, ApiError>;

/// A problem on its way out. Anything that can be a [`Problem`] becomes one by `?`.
#[derive(Debug)]
pub struct ApiError(Problem);

impl ApiError {
    /// The problem itself.
    #[must_use]
    pub const fn problem(&self) -> &Problem {
        &self.0
    }
}

impl<E: Into<Problem>> From<E> for ApiError {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

/// The body of every failure.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Problem)]
pub struct ProblemView<'a> {
    /// A link to what this kind of failure means.
    r#type: String,
    /// A few words, the same for all failures of this kind.
    title: &'a str,
    /// The HTTP status.
    status: u16,
    /// A sentence about this failure.
    detail: &'a str,
    /// The stable name of this kind of failure.
    code: &'a str,
    /// The request that failed, as in `X-Request-Id` and in the server's log.
    request_id: String,
    /// The fields that are not valid, with `invalid_input`.
    #[serde(skip_serializing_if = "<[FieldError]>::is_empty")]
    #[schema(required = false)]
    errors: &'a [FieldError],
}

/// Marks an answer that is a problem already, and tells the pipeline which.
#[derive(Clone, Copy, Debug)]
pub(crate) struct IsProblem(
    #[expect(dead_code, reason = "read by tests and whoever debugs an answer")] pub(crate) Code,
);

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let problem = self.0;
        log(&problem);
        let code = problem.code();
        let view = ProblemView {
            r#type: format!("/docs/problems#{}", code.as_str()),
            title: code.title(),
            status: code.status(),
            detail: problem.detail(),
            code: code.as_str(),
            request_id: request_id::current(),
            errors: problem.field_errors(),
        };
        // A struct of strings and numbers always serialises.
        let body = serde_json::to_vec(&view).unwrap_or_default();
        let mut response = Response::new(body.into());
        *response.status_mut() = StatusCode::from_u16(code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, PROBLEM_JSON);
        if let Some(seconds) = problem.retry_after_seconds() {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if code.status() == 401 {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"fluxstudio\""));
        }
        response.extensions_mut().insert(IsProblem(code));
        response
    }
}

/// The one place where a failure of a request is written to the log.
fn log(problem: &Problem) {
    let code = problem.code().as_str();
    let inside = problem.inside().unwrap_or("");
    if problem.code().status() >= 500 {
        tracing::error!(code, inside, detail = problem.detail(), "request failed");
    } else {
        tracing::debug!(code, inside, detail = problem.detail(), "request refused");
    }
}

/// The problem that stands for a bare status, as frameworks answer.
pub(crate) fn of_status(status: StatusCode, said: &str) -> Problem {
    let code = match status.as_u16() {
        401 => Code::Unauthenticated,
        403 => Code::Forbidden,
        404 => Code::NotFound,
        405 => Code::MethodNotAllowed,
        408 | 504 => Code::Timeout,
        409 => Code::Conflict,
        413 => Code::PayloadTooLarge,
        415 => Code::UnsupportedMediaType,
        416 => Code::RangeNotSatisfiable,
        422 => Code::InvalidInput,
        429 => Code::RateLimited,
        431 => Code::HeadersTooLarge,
        400..=499 => Code::InvalidRequest,
        503 => Code::Unavailable,
        507 => Code::StorageFull,
        _ => Code::Internal,
    };
    Problem::bare(code).because(said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_inside_is_not_sent() -> Result<(), axum::Error> {
        let response = ApiError::from(Problem::internal("secret of the house")).into_response();
        assert_eq!(response.status(), 500);
        assert_eq!(response.headers()[header::CONTENT_TYPE], "application/problem+json");
        let body = axum::body::to_bytes(response.into_body(), 10_000).await?;
        assert!(!String::from_utf8_lossy(&body).contains("secret of the house"));
        Ok(())
    }

    #[test]
    fn retry_after_is_told() {
        let response = ApiError::from(Problem::bare(Code::RateLimited).retry_after(7)).into_response();
        assert_eq!(response.headers()[header::RETRY_AFTER], "7");
    }

    #[test]
    fn a_bare_status_keeps_its_meaning() {
        for code in Code::ALL {
            let status = StatusCode::from_u16(code.status()).expect("a status");
            let problem = of_status(status, "");
            assert_eq!(problem.code().status() / 100, code.status() / 100, "{status}");
        }
    }
}
