//! A server process on a folder of its own.

use std::{
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use reqwest::{Method, Response};
use serde_json::Value;

/// The binary under test.
pub(crate) const BINARY: &str = env!("CARGO_BIN_EXE_fluxstudio");

/// A running server; killed when dropped.
pub(crate) struct Server {
    process: Child,
    folder: PathBuf,
    port: u16,
}

/// The command with no `FLUX_*` variables but ours.
pub(crate) fn command(folder: &Path) -> Command {
    let mut command = Command::new(BINARY);
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("FLUX_")) {
        command.env_remove(name);
    }
    command.env("FLUX_DATA_DIR", folder).current_dir(folder);
    command
}

/// A client without a proxy. Every request here is plain HTTP, but reqwest wants to know its TLS all the same.
pub(crate) fn client() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().build().expect("a client")
}

impl Server {
    /// Starts one and waits until it listens.
    pub(crate) fn start(folder: &Path) -> Self {
        Self::start_on(folder, 0)
    }

    fn start_on(folder: &Path, port: u16) -> Self {
        Self::start_with(folder, port, &[])
    }

    fn start_with(folder: &Path, port: u16, variables: &[(&str, &str)]) -> Self {
        let mut process = command(folder)
            .arg("serve")
            .envs(variables.iter().copied())
            .env("FLUX_LISTEN", format!("127.0.0.1:{port}"))
            .env("FLUX_LIMITS__WRITES_PER_SECOND", "0")
            .env("FLUX_LIMITS__READS_PER_SECOND", "0")
            .env("FLUX_LIMITS__SIGN_INS_PER_MINUTE", "0")
            .stdout(Stdio::piped())
            .stderr(std::fs::File::create(folder.join("log")).expect("a log file"))
            .spawn()
            .expect("the binary starts");
        let stdout = process.stdout.take().expect("its output");
        let mut lines = BufReader::new(stdout).lines();
        let address = loop {
            let Some(Ok(line)) = lines.next() else {
                let log = std::fs::read_to_string(folder.join("log")).unwrap_or_default();
                panic!("the server ended before it listened: {log}");
            };
            if let Some(address) = line.strip_prefix("listening on http://127.0.0.1:") {
                break address.parse().expect("a port");
            }
        };
        Self { process, folder: folder.to_owned(), port: address }
    }

    /// `kill -9`, and the same again on the same port.
    pub(crate) fn crash_and_restart(mut self) -> Self {
        let (folder, port) = (self.folder.clone(), self.port);
        self.kill();
        drop(self);
        Self::start_on(&folder, port)
    }

    fn kill(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }

    /// `kill -TERM`; true when it ended by itself with success within the time.
    pub(crate) fn terminate(&mut self, within: Duration) -> bool {
        let asked = Command::new("kill").args(["-TERM", &self.process.id().to_string()]).status();
        assert!(asked.is_ok_and(|status| status.success()), "the signal could not be sent");
        let begun = std::time::Instant::now();
        while begun.elapsed() < within {
            if let Ok(Some(status)) = self.process.try_wait() {
                return status.success();
            }
            std::thread::park_timeout(Duration::from_millis(20));
        }
        false
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    pub(crate) fn socket_url(&self, path: &str) -> String {
        format!("ws://127.0.0.1:{}{path}", self.port)
    }

    /// One request.
    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: Option<&Value>,
    ) -> reqwest::Result<Response> {
        let mut request = client().request(method, self.url(path));
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        request.send().await
    }

    /// One request that must succeed.
    pub(crate) async fn must(&self, method: Method, path: &str, token: Option<&str>, body: Option<&Value>) -> Value {
        let answer = self.send(method.clone(), path, token, body).await.expect("an answer");
        let status = answer.status();
        let text = answer.text().await.expect("a body");
        assert!(status.is_success(), "{method} {path}: {status} {text}");
        serde_json::from_str(&text).unwrap_or(Value::Null)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Several servers on one PostgreSQL database, one NATS server and one folder of blobs and keys.
pub(crate) struct Cluster {
    scratch: testkit::Scratch,
    folder: tempfile::TempDir,
    nats: String,
}

impl Cluster {
    pub(crate) async fn make() -> Self {
        let nats = std::env::var("FLUX_TEST_NATS_URL");
        Self {
            scratch: testkit::Scratch::postgres().await,
            folder: tempfile::tempdir().expect("a folder"),
            nats: nats.expect("FLUX_TEST_NATS_URL names a NATS server; `make test` starts one"),
        }
    }

    pub(crate) fn start(&self) -> Server {
        let variables = [("FLUX_DATABASE_URL", self.scratch.url()), ("FLUX_BUS_URL", &self.nats)];
        Server::start_with(self.folder.path(), 0, &variables)
    }

    pub(crate) async fn remove(self, servers: Vec<Server>) {
        drop(servers);
        self.scratch.remove().await;
    }
}
