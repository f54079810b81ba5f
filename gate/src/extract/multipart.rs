//! Forms with files.

use axum::extract::{
    FromRequest, Request,
    multipart::{Multipart as Inner, MultipartError},
};
use http::StatusCode;
use kernel::{Code, Problem};

use crate::ApiError;

/// A `multipart/form-data` body, read piece by piece. Give the route a `DefaultBodyLimit` of its own; what is read is
/// bounded by that alone.
#[derive(Debug)]
pub struct Multipart(pub Inner);

impl Multipart {
    /// The problem that a failed read stands for.
    #[must_use]
    pub fn problem(error: &MultipartError) -> Problem {
        let code = match error.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Code::PayloadTooLarge,
            status if status.is_server_error() => Code::Internal,
            _ => Code::InvalidRequest,
        };
        Problem::bare(code).because(error.body_text())
    }
}

impl<S: Send + Sync> FromRequest<S> for Multipart {
    type Rejection = ApiError;
    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let refused = |_| Problem::new(Code::UnsupportedMediaType, "Send the body as multipart/form-data.");
        Ok(Self(Inner::from_request(request, state).await.map_err(refused)?))
    }
}
