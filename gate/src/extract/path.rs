//! What stands in the path.

use axum::extract::{FromRequestParts, Path as Inner, path::ErrorKind, rejection::PathRejection};
use http::request::Parts;
use kernel::{Code, Problem};
use serde::de::DeserializeOwned;

use crate::ApiError;

/// The parameters of the path. One that is not well formed is `invalid_id`.
#[derive(Clone, Copy, Debug)]
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = ApiError;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        match Inner::from_request_parts(parts, state).await {
            Ok(Inner(value)) => Ok(Self(value)),
            Err(rejection) => Err(problem(rejection).into()),
        }
    }
}

fn problem(rejection: PathRejection) -> Problem {
    let PathRejection::FailedToDeserializePathParams(failed) = rejection else {
        return Problem::internal("a handler asks for path parameters that its route does not have");
    };
    let inside = failed.body_text();
    match failed.kind() {
        ErrorKind::WrongNumberOfParameters { .. } | ErrorKind::UnsupportedType { .. } => Problem::internal(inside),
        _ => Problem::bare(Code::InvalidId).because(inside),
    }
}
