//! What makes a request the same.

use axum::{body::Body, extract::Request};
use bytes::{Bytes, BytesMut};
use futures::{StreamExt as _, stream};
use http::{HeaderMap, header};
use http_body_util::BodyExt as _;
use kernel::{Code, Problem};

use super::Fingerprint;
use crate::{context::Context, extract};

/// How much of an upload is looked at: its fields, its name and its beginning.
const HEAD_BYTES: usize = 64 * 1024;

/// Method, address and body. A JSON body is hashed whole. An upload is too large for that: its length and its beginning have to do,
/// less the boundary, which a client makes anew each time. One without a length has no fingerprint, and its key is not kept.
pub(super) async fn take(context: &Context, request: Request) -> Result<(Request, Option<Fingerprint>), Problem> {
    let (parts, body) = request.into_parts();
    let options = &context.shared.options;
    let late = || Problem::bare(Code::Timeout).because("the body did not come");
    let mut hasher = blake3::Hasher::new();
    hasher.update(parts.method.as_str().as_bytes()).update(b" ");
    hasher.update(parts.uri.path_and_query().map_or("", |path| path.as_str()).as_bytes()).update(b"\n");
    let body = if extract::is_json(&parts.headers) || !parts.headers.contains_key(header::CONTENT_TYPE) {
        let reading = extract::read_body(&parts.headers, body, options.max_json_bytes);
        let bytes = tokio::time::timeout(options.request_timeout, reading).await.map_err(|_| late())??;
        hasher.update(&bytes);
        Body::from(bytes)
    } else {
        let Some(length) = parts.headers.get(header::CONTENT_LENGTH) else {
            return Ok((Request::from_parts(parts, body), None));
        };
        hasher.update(length.as_bytes());
        let peeking = peek(body);
        let (head, body) = tokio::time::timeout(options.body_idle_timeout, peeking).await.map_err(|_| late())??;
        hash_without_boundary(&mut hasher, &head, boundary(&parts.headers));
        body
    };
    Ok((Request::from_parts(parts, body), Some(*hasher.finalize().as_bytes())))
}

/// The first bytes of a body, and the body as it was.
async fn peek(mut body: Body) -> Result<(Bytes, Body), Problem> {
    let (mut head, mut frames) = (BytesMut::new(), Vec::new());
    while head.len() < HEAD_BYTES {
        let Some(frame) = body.frame().await else { break };
        let frame = frame.map_err(|error| Problem::new(Code::InvalidRequest, "The body broke off.").because(error))?;
        let Ok(data) = frame.into_data() else { continue };
        head.extend_from_slice(&data[..data.len().min(HEAD_BYTES - head.len())]);
        frames.push(data);
    }
    let rest = body.into_data_stream();
    let whole = stream::iter(frames.into_iter().map(Ok::<_, axum::Error>)).chain(rest);
    Ok((head.freeze(), Body::from_stream(whole)))
}

/// The boundary of a multipart body.
fn boundary(headers: &HeaderMap) -> Option<&str> {
    let kind = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    let (_, value) = kind
        .split(';')
        .filter_map(|part| part.split_once('='))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("boundary"))?;
    Some(value.trim().trim_matches('"')).filter(|boundary| !boundary.is_empty())
}

fn hash_without_boundary(hasher: &mut blake3::Hasher, head: &[u8], boundary: Option<&str>) {
    let Some(boundary) = boundary.map(str::as_bytes) else {
        hasher.update(head);
        return;
    };
    // The end may hold half a boundary.
    let mut rest = if head.len() < HEAD_BYTES { head } else { &head[..HEAD_BYTES - boundary.len()] };
    while let Some(at) = rest.windows(boundary.len()).position(|window| window == boundary) {
        hasher.update(&rest[..at]);
        rest = &rest[at + boundary.len()..];
    }
    hasher.update(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(body: &str, boundary: &str) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new();
        hash_without_boundary(&mut hasher, body.as_bytes(), Some(boundary));
        hasher.finalize()
    }

    #[test]
    fn another_boundary_is_the_same_and_another_file_is_not() {
        let form =
            |boundary: &str, name: &str| format!("--{boundary}\r\nfilename=\"{name}\"\r\n\r\nhello\r\n--{boundary}--");
        assert_eq!(of(&form("aaaa", "one.txt"), "aaaa"), of(&form("bbbb", "one.txt"), "bbbb"));
        assert_ne!(of(&form("aaaa", "one.txt"), "aaaa"), of(&form("aaaa", "two.txt"), "aaaa"));
        let long = |boundary: &str| format!("{}--{boundary}--", "x".repeat(HEAD_BYTES - 3));
        let cut = |boundary: &str| long(boundary)[..HEAD_BYTES].to_owned();
        assert_eq!(of(&cut("aaaa"), "aaaa"), of(&cut("bbbb"), "bbbb"));
    }

    #[tokio::test]
    async fn a_peeked_body_is_whole() {
        let text = "0123456789".repeat(20_000);
        let chunks: Vec<_> =
            text.as_bytes().chunks(7_001).map(|chunk| Ok::<_, axum::Error>(Bytes::copy_from_slice(chunk))).collect();
        let (head, body) = peek(Body::from_stream(stream::iter(chunks))).await.expect("a body");
        assert_eq!(head.len(), HEAD_BYTES);
        assert_eq!(body.collect().await.expect("a body").to_bytes(), text.as_bytes());
    }
}
