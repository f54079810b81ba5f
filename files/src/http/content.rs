//! `GET` and `HEAD /api/files/{id}/content`

use std::ops::Range;

use axum::{body::Body, extract::State, response::Response};
use gate::{Answer, ApiError, CONTENT_CSP, CookieOrBearer, Path, Query, STRICT_CSP};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use kernel::{Actor, FileId};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    disposition,
    range::{self, Asked},
    view::hex,
};
use crate::{Error, Files, model::File, rules};

const CORP: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
/// Whoever keeps a copy asks each time whether it may still be used: rights change, bytes don't.
const CACHE: HeaderValue = HeaderValue::from_static("private, no-cache");

/// How the content is wanted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ContentIn {
    /// `1`: to be saved, never shown.
    download: Option<String>,
}

impl ContentIn {
    fn is_download(&self) -> bool {
        self.download.as_deref().is_some_and(|value| !matches!(value, "0" | "false"))
    }
}

/// A file's bytes, whole or in part.
#[utoipa::path(
    get, path = "/api/files/{id}/content", tag = "files", operation_id = "get_file_content",
    params(
        ("id" = FileId, Path, description = "The file"),
        ContentIn,
        ("Range" = Option<String>, Header, description = "`bytes=first-last`, one range"),
        ("If-Range" = Option<String>, Header, description = "The range counts only if this is the ETag"),
        ("If-None-Match" = Option<String>, Header, description = "ETags that the client has"),
    ),
    security(("bearer" = []), ("cookie" = [])),
    responses(
        (status = 200, description = "All bytes", content_type = "application/octet-stream", body = Vec<u8>),
        (status = 206, description = "The bytes of the range", content_type = "application/octet-stream", body = Vec<u8>),
        (status = 304, description = "The client has it already"),
    )
)]
pub(super) async fn get_file_content(
    State(files): State<Files>,
    CookieOrBearer(identity): CookieOrBearer,
    Path(id): Path<FileId>,
    Query(wanted): Query<ContentIn>,
    headers: HeaderMap,
) -> Answer<Response> {
    let actor = Actor::User(identity);
    let file = files.content_of(&actor, id).await?;
    let Some(mut response) = head(&file, &wanted, &headers) else { return Ok(not_modified(&file)) };
    let range = match range_of(&file, &headers) {
        Asked::Whole => None,
        Asked::Part(range) => Some(range),
        Asked::Beyond => return Ok(beyond(&file)),
    };
    if let Some(range) = &range {
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
        tell(response.headers_mut(), range, file.content.size);
    }
    *response.body_mut() = Body::from_stream(files.download(&actor, &file, range).await?);
    Ok(response)
}

/// What the same `GET` would say about the bytes.
#[utoipa::path(
    head, path = "/api/files/{id}/content", tag = "files", operation_id = "head_file_content",
    params(("id" = FileId, Path, description = "The file"), ContentIn),
    security(("bearer" = []), ("cookie" = [])),
    responses((status = 200, description = "Length, type, ETag"), (status = 304, description = "The client has it already"))
)]
pub(super) async fn head_file_content(
    State(files): State<Files>,
    CookieOrBearer(identity): CookieOrBearer,
    Path(id): Path<FileId>,
    Query(wanted): Query<ContentIn>,
    headers: HeaderMap,
) -> Answer<Response> {
    let file = files.content_of(&Actor::User(identity), id).await?;
    // `Range` is for `GET` alone.
    Ok(head(&file, &wanted, &headers).unwrap_or_else(|| not_modified(&file)))
}

/// The answer without its bytes; nothing if the client has them.
fn head(file: &File, wanted: &ContentIn, asked: &HeaderMap) -> Option<Response> {
    let etag = etag(file);
    if is_known(asked, &etag) {
        return None;
    }
    let shown = rules::is_shown(&file.mime_type) && !wanted.is_download();
    let mut response = Response::new(Body::empty());
    let headers = response.headers_mut();
    let kind = HeaderValue::from_str(rules::content_type(&file.mime_type));
    headers.insert(header::CONTENT_TYPE, kind.unwrap_or(HeaderValue::from_static("application/octet-stream")));
    headers.insert(header::CONTENT_LENGTH, file.content.size.into());
    headers.insert(header::CONTENT_DISPOSITION, disposition::header(&file.name, shown));
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    let policy = if shown { CONTENT_CSP } else { STRICT_CSP };
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(CORP, HeaderValue::from_static("same-origin"));
    validators(headers, file);
    Some(response)
}

fn etag(file: &File) -> String {
    format!("\"{}\"", hex(&file.content.blake3))
}

fn validators(headers: &mut HeaderMap, file: &File) {
    if let Ok(etag) = HeaderValue::try_from(etag(file)) {
        headers.insert(header::ETAG, etag);
    }
    headers.insert(header::CACHE_CONTROL, CACHE);
}

fn not_modified(file: &File) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NOT_MODIFIED;
    validators(response.headers_mut(), file);
    response
}

fn beyond(file: &File) -> Response {
    let size = file.content.size;
    let mut response = axum::response::IntoResponse::into_response(ApiError::from(Error::Range { size }));
    if let Ok(value) = HeaderValue::try_from(format!("bytes */{size}")) {
        response.headers_mut().insert(header::CONTENT_RANGE, value);
    }
    response
}

fn tell(headers: &mut HeaderMap, range: &Range<u64>, size: u64) {
    headers.insert(header::CONTENT_LENGTH, (range.end - range.start).into());
    if let Ok(value) = HeaderValue::try_from(format!("bytes {}-{}/{size}", range.start, range.end - 1)) {
        headers.insert(header::CONTENT_RANGE, value);
    }
}

/// `If-None-Match`, compared weakly (RFC 9110 §13.1.2).
fn is_known(asked: &HeaderMap, etag: &str) -> bool {
    let lists = asked.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    // None of our tags holds a comma.
    lists.flat_map(|list| list.split(',')).map(str::trim).any(|tag| tag == "*" || tag.trim_start_matches("W/") == etag)
}

/// The range that counts: with `If-Range`, only if the client's part is of these very bytes. A date can't tell that.
fn range_of(file: &File, asked: &HeaderMap) -> Asked {
    if asked.get(header::IF_RANGE).is_some_and(|tag| tag.as_bytes() != etag(file).as_bytes()) {
        return Asked::Whole;
    }
    let mut ranges = asked.get_all(header::RANGE).iter();
    match (ranges.next().and_then(|value| value.to_str().ok()), ranges.next()) {
        (Some(text), None) => range::parse(text, file.content.size),
        _ => Asked::Whole,
    }
}
