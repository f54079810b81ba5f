//! A client that speaks to a router in process.

use std::net::SocketAddr;

use axum::{Router, body::Body, extract::ConnectInfo};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use serde_json::Value;
use tower::ServiceExt as _;

/// Whoever asks: nobody, or a person with a token. Cheap to clone, so that a test shows who is asking by the variable's name.
#[derive(Clone)]
pub struct Client {
    router: Router,
    bearer: Option<String>,
    headers: HeaderMap,
    peer: SocketAddr,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The bytes of the body.
    pub body: Bytes,
}

impl Answer {
    /// The body as JSON, `null` when it is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    /// Fails the test unless the status is `expected`; shows the body then.
    #[track_caller]
    pub fn expect(self, expected: u16) -> Self {
        assert_eq!(self.status.as_u16(), expected, "unexpected answer: {}", String::from_utf8_lossy(&self.body));
        self
    }

    /// Fails the test unless it is a problem with this status and code.
    #[track_caller]
    pub fn expect_problem(&self, status: u16, code: &str) {
        let json = self.json();
        assert_eq!(
            (self.status.as_u16(), json["code"].as_str()),
            (status, Some(code)),
            "unexpected answer: {}",
            String::from_utf8_lossy(&self.body)
        );
        assert_eq!(self.header("content-type"), Some("application/problem+json"));
        assert!(json["requestId"].is_string(), "a problem names its request: {json}");
    }

    /// A header's text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// A string of the JSON body.
    #[track_caller]
    #[must_use]
    pub fn text(&self, pointer: &str) -> String {
        let json = self.json();
        json.pointer(pointer)
            .and_then(Value::as_str)
            .unwrap_or_else(|| panic!("no string at {pointer} in {json}"))
            .to_owned()
    }
}

impl Client {
    /// Nobody, asking from loopback.
    #[must_use]
    pub fn new(router: Router) -> Self {
        Self { router, bearer: None, headers: HeaderMap::new(), peer: SocketAddr::from(([127, 0, 0, 1], 40_000)) }
    }

    /// The same, signed in.
    #[must_use]
    pub fn bearer(&self, token: &str) -> Self {
        Self { bearer: Some(token.to_owned()), ..self.clone() }
    }

    /// The same, not signed in.
    #[must_use]
    pub fn anonymous(&self) -> Self {
        Self { bearer: None, ..self.clone() }
    }

    /// The same, with one more header on every request.
    #[must_use]
    pub fn header(&self, name: &'static str, value: &str) -> Self {
        let mut client = self.clone();
        client.headers.insert(name, HeaderValue::from_str(value).expect("a header value"));
        client
    }

    /// The same, from another address.
    #[must_use]
    pub fn from_address(&self, peer: SocketAddr) -> Self {
        Self { peer, ..self.clone() }
    }

    /// Sends any request.
    pub async fn send(&self, mut request: Request<Body>) -> Answer {
        for (name, value) in &self.headers {
            request.headers_mut().insert(name.clone(), value.clone());
        }
        if let Some(token) = &self.bearer {
            let value = HeaderValue::from_str(&format!("Bearer {token}")).expect("a token");
            request.headers_mut().insert(header::AUTHORIZATION, value);
        }
        if !request.headers().contains_key(header::HOST) {
            request.headers_mut().insert(header::HOST, HeaderValue::from_static("localhost"));
        }
        request.extensions_mut().insert(ConnectInfo(self.peer));
        let response = self.router.clone().oneshot(request).await.expect("a router never fails");
        let (parts, body) = response.into_parts();
        let body = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    async fn without_body(&self, method: Method, path: &str) -> Answer {
        self.send(request(method, path, Body::empty())).await
    }

    async fn with_json(&self, method: Method, path: &str, body: &Value) -> Answer {
        let mut request = request(method, path, Body::from(body.to_string()));
        request.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        self.send(request).await
    }

    /// `GET`
    pub async fn get(&self, path: &str) -> Answer {
        self.without_body(Method::GET, path).await
    }

    /// `DELETE`
    pub async fn delete(&self, path: &str) -> Answer {
        self.without_body(Method::DELETE, path).await
    }

    /// `POST` with JSON.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.with_json(Method::POST, path, &body).await
    }

    /// `POST` without a body.
    pub async fn post_empty(&self, path: &str) -> Answer {
        self.without_body(Method::POST, path).await
    }

    /// `PUT` with JSON.
    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.with_json(Method::PUT, path, &body).await
    }

    /// `PATCH` with JSON.
    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.with_json(Method::PATCH, path, &body).await
    }
}

fn request(method: Method, path: &str, body: Body) -> Request<Body> {
    Request::builder().method(method).uri(path).body(body).expect("a request")
}
