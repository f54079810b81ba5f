//! JSON in and out.

use axum::{
    body::Body,
    extract::{FromRequest, Request},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, header};
use http_body::Body as _;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use kernel::{Code, Problem};
use serde::{Serialize, de::DeserializeOwned};

use crate::{ApiError, context::Context};

/// A JSON body. On the way in it is strict: content type, size, and each field that does not fit is named.
#[derive(Clone, Copy, Debug, Default)]
pub struct Json<T>(pub T);

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        // One page of a list is a few KiB; growing from nothing would copy it several times.
        let mut bytes = Vec::with_capacity(512);
        match serde_json::to_writer(&mut bytes, &self.0) {
            Ok(()) => ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], bytes).into_response(),
            Err(error) => ApiError::from(Problem::internal(error)).into_response(),
        }
    }
}

impl<S: Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = ApiError;
    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let (parts, body) = request.into_parts();
        let limit = Context::of(&parts)?.shared.options.max_json_bytes;
        if !is_json(&parts.headers) {
            return Err(Problem::new(Code::UnsupportedMediaType, "Send the body as application/json.").into());
        }
        let bytes = read(&parts.headers, body, limit).await?;
        Ok(Self(parse(&bytes)?))
    }
}

/// A JSON body that may be left out. One that is there is as strict as [`Json`].
#[derive(Clone, Copy, Debug, Default)]
pub struct OptionalJson<T>(pub Option<T>);

impl<S: Sync, T: DeserializeOwned> FromRequest<S> for OptionalJson<T> {
    type Rejection = ApiError;
    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let absent = !request.headers().contains_key(header::CONTENT_TYPE) && request.body().is_end_stream();
        if absent {
            return Ok(Self(None));
        }
        let Json(value) = Json::from_request(request, state).await?;
        Ok(Self(Some(value)))
    }
}

/// `application/json` or `application/<anything>+json`, in UTF-8.
pub(crate) fn is_json(headers: &HeaderMap) -> bool {
    let Some(text) = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()) else { return false };
    let (essence, parameters) = text.split_once(';').unwrap_or((text, ""));
    let essence = essence.trim().to_ascii_lowercase();
    let kind = essence.strip_prefix("application/").is_some_and(|sub| sub == "json" || sub.ends_with("+json"));
    let charset = parameters
        .split(';')
        .filter_map(|pair| pair.split_once('='))
        .find(|(key, _)| key.trim().eq_ignore_ascii_case("charset"));
    kind && charset.is_none_or(|(_, value)| value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8"))
}

/// The whole body, at most `limit` bytes of it.
pub(crate) async fn read(headers: &HeaderMap, body: Body, limit: usize) -> Result<Bytes, Problem> {
    let too_large = || Problem::new(Code::PayloadTooLarge, format!("The body may have {limit} bytes at most."));
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| usize::try_from(length).is_ok_and(|length| length > limit)) {
        return Err(too_large());
    }
    match Limited::new(body, limit).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(too_large()),
        Err(error) => Err(Problem::new(Code::InvalidRequest, "The body broke off.").because(error)),
    }
}

/// Parses strictly; what does not fit is named by field.
pub(crate) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    // The path of an error costs time to track, so that only bodies that failed are tracked.
    match serde_json::from_slice(bytes) {
        Ok(value) => Ok(value),
        Err(error) if error.is_data() => Err(explain::<T>(bytes)),
        Err(error) => {
            let place = format!("The body is not valid JSON (line {}, column {}).", error.line(), error.column());
            Err(Problem::new(Code::InvalidJson, place))
        }
    }
}

fn explain<T: DeserializeOwned>(bytes: &[u8]) -> Problem {
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let Err(error) = serde_path_to_error::deserialize::<_, T>(&mut deserializer) else {
        return Problem::bare(Code::InvalidJson);
    };
    let path = error.path().to_string();
    let message = error.inner().to_string();
    let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(sentence, _)| sentence);
    let named = || message.split('`').nth(1).unwrap_or_default();
    let parent = |name: &str| match path.as_str() {
        "." | "" => name.to_owned(),
        path if path == name || path.ends_with(&format!(".{name}")) => path.to_owned(),
        path => format!("{path}.{name}"),
    };
    if message.starts_with("missing field") {
        return Problem::field(&parent(named()), "required", "This field is required.");
    }
    if message.starts_with("unknown field") {
        return Problem::field(&parent(named()), "unknown_field", "There is no such field here.");
    }
    if message.starts_with("duplicate field") {
        return Problem::field(&parent(named()), "duplicate_field", "This field stands there twice.");
    }
    let code = if message.starts_with("unknown variant") { "unknown_value" } else { "invalid_value" };
    Problem::field(if path == "." { "" } else { &path }, code, message)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    #[expect(dead_code, reason = "only parsing is looked at")]
    struct Order {
        name: String,
        item_count: u8,
        inner: Option<Inner>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only parsing is looked at")]
    struct Inner {
        id: kernel::TeamId,
    }

    fn refused(body: &str) -> (&'static str, String, String) {
        let problem = parse::<Order>(body.as_bytes()).expect_err("refused");
        let field = problem.field_errors().first();
        let of = |get: fn(&kernel::FieldError) -> &String| field.map(|field| get(field).clone()).unwrap_or_default();
        (problem.code().as_str(), of(|field| &field.field), of(|field| &field.code))
    }

    #[test]
    fn each_failure_names_its_field() {
        let said = |code, field: &str, kind: &str| (code, field.to_owned(), kind.to_owned());
        assert_eq!(refused("{"), said("invalid_json", "", ""));
        assert_eq!(refused("{} x"), said("invalid_input", "name", "required"));
        assert_eq!(refused(r#"{"name":"a"}"#), said("invalid_input", "itemCount", "required"));
        assert_eq!(refused(r#"{"name":"a","itemCount":300}"#), said("invalid_input", "itemCount", "invalid_value"));
        assert_eq!(
            refused(r#"{"name":"a","itemCount":1,"role":"owner"}"#),
            said("invalid_input", "role", "unknown_field")
        );
        assert_eq!(
            refused(r#"{"name":"a","itemCount":1,"inner":{"id":"x"}}"#),
            said("invalid_input", "inner.id", "invalid_value")
        );
        assert_eq!(
            refused(r#"{"name":"a","itemCount":1,"inner":{"x":1}}"#),
            said("invalid_input", "inner.x", "unknown_field")
        );
        assert_eq!(refused(r#"{"name":"a","itemCount":1}{}"#), said("invalid_json", "", ""));
    }

    #[test]
    fn content_types() {
        let given = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_str(value).expect("a value"));
            is_json(&headers)
        };
        assert!(given("application/json") && given("Application/JSON; charset=UTF-8") && given("application/a+json"));
        assert!(!given("text/plain") && !given("application/json; charset=latin1") && !given("text/json"));
        assert!(!is_json(&HeaderMap::new()));
    }

    proptest! {
        #[test]
        fn no_body_panics(body in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = parse::<Order>(&body);
        }
    }
}
