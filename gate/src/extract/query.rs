//! What stands behind the question mark.

use axum::extract::{FromRequestParts, Query as Inner};
use http::request::Parts;
use kernel::Problem;
use serde::de::DeserializeOwned;

use crate::ApiError;

/// The query of the address. What does not fit is `invalid_input`, by field.
#[derive(Clone, Copy, Debug, Default)]
pub struct Query<T>(pub T);

impl<S: Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = ApiError;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        match Inner::try_from_uri(&parts.uri) {
            Ok(Inner(value)) => Ok(Self(value)),
            Err(rejection) => Err(problem(&rejection.body_text()).into()),
        }
    }
}

/// The text is `Failed to deserialize query string: [field: ]reason`.
fn problem(text: &str) -> Problem {
    let reason = text.split_once(": ").map_or(text, |(_, reason)| reason);
    let named = reason.split('`').nth(1).unwrap_or_default();
    if reason.contains("missing field") {
        return Problem::field(named, "required", "This parameter is required.");
    }
    if reason.contains("unknown field") {
        return Problem::field(named, "unknown_field", "There is no such parameter here.");
    }
    match reason.split_once(": ") {
        Some((field, reason)) if !field.contains(' ') => Problem::field(field, "invalid_value", reason),
        _ => Problem::field("", "invalid_value", reason),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    #[expect(dead_code, reason = "only parsing is looked at")]
    struct List {
        team_id: kernel::TeamId,
        limit: Option<u32>,
    }

    fn refused(query: &str) -> (String, String) {
        let uri: http::Uri = format!("/x?{query}").parse().expect("a uri");
        let rejection = Inner::<List>::try_from_uri(&uri).expect_err("refused");
        let problem = problem(&rejection.body_text());
        let field = problem.field_errors()[0].clone();
        (field.field, field.code)
    }

    #[test]
    fn each_failure_names_its_parameter() {
        let said = |field: &str, code: &str| (field.to_owned(), code.to_owned());
        let team = "teamId=0198c0de-0000-7000-8000-000000000000";
        assert_eq!(refused(""), said("teamId", "required"));
        assert_eq!(refused("teamId=x"), said("teamId", "invalid_value"));
        assert_eq!(refused(&format!("{team}&limit=-1")), said("limit", "invalid_value"));
        assert_eq!(refused(&format!("{team}&x=1")), said("x", "unknown_field"));
    }
}
