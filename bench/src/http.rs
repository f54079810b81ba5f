//! A client that costs little: one kept-alive HTTP/1.1 connection, no pool, no redirects, no decompression.

use std::net::SocketAddr;

use anyhow::{Result, bail, ensure};
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::{
    Method, Request, StatusCode,
    client::conn::http1::{SendRequest, handshake},
    header,
};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::{net::TcpStream, task::JoinSet};

/// A request, ready to go.
pub(crate) type Ask = Request<Full<Bytes>>;

/// A request with a body of any kind.
pub(crate) fn ask(method: Method, path: &str, token: &str, kind: &str, body: impl Into<Bytes>) -> Result<Ask> {
    let mut request = Request::builder().method(method).uri(path).header(header::HOST, "localhost");
    if !token.is_empty() {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    if !kind.is_empty() {
        request = request.header(header::CONTENT_TYPE, kind);
    }
    Ok(request.body(Full::new(body.into()))?)
}

/// `GET`
pub(crate) fn get(path: &str, token: &str) -> Result<Ask> {
    ask(Method::GET, path, token, "", Bytes::new())
}

/// `POST` of JSON.
pub(crate) fn post(path: &str, token: &str, body: &Value) -> Result<Ask> {
    ask(Method::POST, path, token, "application/json", body.to_string())
}

/// `POST` of a form with one file of these bytes.
pub(crate) fn upload(path: &str, token: &str, fields: &[(&str, &str)], field: &str, file: &[u8]) -> Result<Ask> {
    const EDGE: &str = "----edge-of-the-benchmark";
    let mut body = Vec::with_capacity(file.len() + 1024);
    for (name, value) in fields {
        let part = format!("--{EDGE}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    let head = format!("--{EDGE}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"bench.bin\"\r\n");
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(b"Content-Type: application/octet-stream\r\n\r\n");
    body.extend_from_slice(file);
    body.extend_from_slice(format!("\r\n--{EDGE}--\r\n").as_bytes());
    ask(Method::POST, path, token, &format!("multipart/form-data; boundary={EDGE}"), body)
}

/// One connection.
pub(crate) struct Connection {
    sender: SendRequest<Full<Bytes>>,
    /// Drives the connection; ends with it.
    _driver: JoinSet<()>,
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        let mut driver = JoinSet::new();
        driver.spawn(async move {
            let _ = connection.await;
        });
        Ok(Self { sender, _driver: driver })
    }

    /// `count` connections.
    pub(crate) async fn open_many(address: SocketAddr, count: usize) -> Result<Vec<Self>> {
        futures::future::try_join_all((0..count).map(|_| Self::open(address))).await
    }

    /// Sends, and takes in the whole answer.
    pub(crate) async fn call(&mut self, ask: Ask) -> Result<(StatusCode, Bytes)> {
        self.sender.ready().await?;
        let response = self.sender.send_request(ask).await?;
        let status = response.status();
        Ok((status, response.into_body().collect().await?.to_bytes()))
    }

    /// As [`call`](Self::call); anything but success is a failure of the benchmark.
    pub(crate) async fn ok(&mut self, ask: Ask) -> Result<Bytes> {
        let what = format!("{} {}", ask.method(), ask.uri());
        let (status, body) = self.call(ask).await?;
        if !status.is_success() {
            bail!("{what}: {status} {}", String::from_utf8_lossy(&body));
        }
        Ok(body)
    }

    /// As [`ok`](Self::ok), read as JSON.
    pub(crate) async fn json(&mut self, ask: Ask) -> Result<Value> {
        let body = self.ok(ask).await?;
        Ok(if body.is_empty() { Value::Null } else { serde_json::from_slice(&body)? })
    }

    /// Throws the answer's body away as it comes; gives its length.
    pub(crate) async fn length(&mut self, ask: Ask) -> Result<usize> {
        self.sender.ready().await?;
        let mut response = self.sender.send_request(ask).await?;
        ensure!(response.status().is_success(), "a download: {}", response.status());
        let mut length = 0;
        while let Some(frame) = response.frame().await {
            length += frame?.data_ref().map_or(0, Bytes::len);
        }
        Ok(length)
    }
}

/// A string in an answer.
pub(crate) fn text(value: &Value, key: &str) -> Result<String> {
    match value[key].as_str() {
        Some(text) => Ok(text.to_owned()),
        None => bail!("no `{key}` in {value}"),
    }
}
