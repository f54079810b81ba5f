//! The web app, out of memory.
//!
//! Files come with their compressed forms beside them (`x.js`, `x.js.br`, `x.js.gz`). Those whose name carries a hash
//! never change and are kept for a year; the rest is asked for again each time, by `ETag`. Any other page that a
//! browser asks for is the app itself: `index.html`, fresh each time, its `__CSP_NONCE__` replaced by the nonce of this
//! answer.

mod negotiate;

use std::{collections::HashMap, sync::OnceLock};

use axum::{
    body::Body,
    response::{IntoResponse as _, Response},
};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header, request::Parts};
use kernel::{Code, Problem};

use self::negotiate::Encoding;
use crate::{ApiError, client, context::Context, headers};

/// Stands in `index.html` wherever a nonce belongs.
const NONCE_MARK: &str = "__CSP_NONCE__";

/// What never is a page of the app.
const RESERVED: [&str; 6] = ["api", "health", "livez", "readyz", "metrics", "dav"];

/// The files of the web app.
pub struct Assets {
    files: HashMap<String, File>,
    /// `index.html`, cut at the marks.
    index: Option<Page>,
}

struct File {
    plain: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
    mime: HeaderValue,
    immutable: bool,
    /// The hash of the content, made when first asked for: most files never are.
    etag: OnceLock<String>,
}

/// A page of ours, cut where a nonce belongs.
pub(crate) struct Page(Vec<String>);

impl Page {
    pub(crate) fn new(html: &str) -> Self {
        Self(html.split(NONCE_MARK).map(ToOwned::to_owned).collect())
    }

    /// The page, under a policy and a nonce of its own.
    pub(crate) fn answer(&self, context: &Context, request: &HeaderMap) -> Response {
        let nonce = headers::nonce(&context.shared.platform.rng);
        let mut response = Response::new(Body::from(self.0.join(&nonce)));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers::page(headers, &nonce, client::host(request), context.secure);
        response
    }
}

impl Assets {
    /// Takes the files: path without a leading `/`, content. `Bytes::from_static` for what is embedded.
    pub fn new(files: impl IntoIterator<Item = (String, Bytes)>) -> Self {
        let mut all: HashMap<String, Bytes> = files.into_iter().collect();
        let names: Vec<String> = all.keys().cloned().collect();
        let mut served = HashMap::new();
        for name in names {
            if [".br", ".gz"].iter().any(|end| name.strip_suffix(end).is_some_and(|plain| all.contains_key(plain))) {
                continue;
            }
            let (brotli, gzip) = (all.get(&format!("{name}.br")).cloned(), all.get(&format!("{name}.gz")).cloned());
            let Some(plain) = all.get(&name).cloned() else { continue };
            let file =
                File { plain, brotli, gzip, mime: mime_of(&name), immutable: has_hash(&name), etag: OnceLock::new() };
            served.insert(name, file);
        }
        let index = all.remove("index.html").map(|bytes| Page::new(&String::from_utf8_lossy(&bytes)));
        served.remove("index.html");
        Self { files: served, index }
    }

    /// Answers what no route takes.
    pub(crate) fn answer(&self, parts: &Parts, context: &Context) -> Response {
        let path = parts.uri.path().trim_start_matches('/');
        let first = path.split('/').next().unwrap_or("");
        if RESERVED.contains(&first) {
            return ApiError::from(Problem::not_found()).into_response();
        }
        if parts.method != Method::GET && parts.method != Method::HEAD {
            let mut response = ApiError::from(Problem::bare(Code::MethodNotAllowed)).into_response();
            response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
            return response;
        }
        if let Some(file) = self.files.get(path) {
            return file.answer(&parts.headers);
        }
        match &self.index {
            Some(index) if wants_page(path, &parts.headers) => index.answer(context, &parts.headers),
            _ => ApiError::from(Problem::not_found()).into_response(),
        }
    }
}

impl File {
    fn answer(&self, request: &HeaderMap) -> Response {
        let encoding = negotiate::choose(request, self.brotli.is_some(), self.gzip.is_some());
        let body = match encoding {
            Encoding::Brotli => self.brotli.as_ref(),
            Encoding::Gzip => self.gzip.as_ref(),
            Encoding::Plain => None,
        };
        let etag = self.etag.get_or_init(|| blake3::hash(&self.plain).to_hex()[..32].to_owned());
        // Each form of the content has a tag of its own (RFC 9110 §8.8.3.3).
        let etag = format!("\"{etag}{}\"", encoding.tag());
        let mut response = if negotiate::is_known(request, &etag) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            Response::new(Body::from(body.unwrap_or(&self.plain).clone()))
        };
        let fields = response.headers_mut();
        if let Some(name) = encoding.name().filter(|_| body.is_some()) {
            fields.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
        }
        if self.brotli.is_some() || self.gzip.is_some() {
            fields.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        }
        fields.insert(header::CONTENT_TYPE, self.mime.clone());
        fields.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(headers::ASSET_CSP));
        let keep = if self.immutable { "public, max-age=31536000, immutable" } else { "no-cache" };
        fields.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
        if let Ok(etag) = HeaderValue::try_from(etag) {
            fields.insert(header::ETAG, etag);
        }
        response
    }
}

/// A browser that opens a page says `text/html`; a program says nothing or `*/*`, and means a page unless the name is one
/// of a file.
fn wants_page(path: &str, headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let mut kinds = accepted.flat_map(|list| list.split(',')).map(|kind| kind.split(';').next().unwrap_or("").trim());
    let like_a_file = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    if !headers.contains_key(header::ACCEPT) {
        return !like_a_file;
    }
    kinds.any(|kind| kind == "text/html" || (kind == "*/*" && !like_a_file))
}

fn mime_of(name: &str) -> HeaderValue {
    let mime = mime_guess::from_path(name).first_or_octet_stream();
    let text =
        mime.type_() == "text" || matches!(mime.subtype().as_str(), "javascript" | "json" | "svg" | "manifest+json");
    let full = if text { format!("{}; charset=utf-8", mime.essence_str()) } else { mime.essence_str().to_owned() };
    HeaderValue::try_from(full).unwrap_or(HeaderValue::from_static("application/octet-stream"))
}

/// `assets/name-HASH.ext`, as Vite writes it: eight characters of base64url behind the last `-` that leaves as many.
fn has_hash(name: &str) -> bool {
    let Some(file) = name.strip_prefix("assets/") else { return false };
    let stem = file.rsplit('/').next().unwrap_or(file).split('.').next().unwrap_or("");
    let Some(at) = stem.len().checked_sub(9) else { return false };
    let tail = stem.as_bytes().get(at..).unwrap_or_default();
    let hash = tail.get(1..).unwrap_or_default();
    tail.first() == Some(&b'-') && hash.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_hashed_names_are_kept_for_ever() {
        assert!(has_hash("assets/index-DzI2x_9a.js"));
        assert!(has_hash("assets/deep/editor-abcDEF12.css"));
        assert!(has_hash("assets/a-b-c4fB-x_Y.js.map"));
        assert!(!has_hash("assets/logo.svg"));
        assert!(!has_hash("index-DzI2x_9a.js"));
        assert!(!has_hash("assets/a.js"));
    }

    #[test]
    fn mime_types_name_their_charset() {
        assert_eq!(mime_of("a.js"), "text/javascript; charset=utf-8");
        assert_eq!(mime_of("a.woff2"), "font/woff2");
        assert_eq!(mime_of("a.wasm"), "application/wasm");
        assert_eq!(mime_of("a.svg"), "image/svg+xml; charset=utf-8");
    }
}
