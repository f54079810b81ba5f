//! A server under test, started on an empty data folder and stopped when done.

use std::{
    io::{BufRead as _, BufReader},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};

use crate::{
    http::{self, Connection},
    process::Process,
};

/// Longer than any start takes.
const PATIENCE: Duration = Duration::from_secs(20);

/// A folder that goes when this does.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    /// A new one under `base`, which should lie on the disk that is meant to be measured.
    pub(crate) fn make(base: &Path) -> Result<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let path = base.join(format!("run-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed)));
        std::fs::create_dir_all(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A child that is killed with its owner.
pub(crate) struct Running {
    child: Child,
    pub(crate) process: Process,
    pub(crate) address: SocketAddr,
}

impl Running {
    pub(crate) fn new(child: Child, address: SocketAddr) -> Self {
        Self { process: Process(child.id()), child, address }
    }

    /// Asks `path` until it is answered with success.
    pub(crate) async fn wait_for(&self, path: &str) -> Result<()> {
        let asked = Instant::now();
        loop {
            if let Ok(mut connection) = Connection::open(self.address).await
                && let Ok((status, _)) = connection.call(http::get(path, "")?).await
                && status.is_success()
            {
                return Ok(());
            }
            ensure!(asked.elapsed() < PATIENCE, "{path} is not answered");
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Our server.
pub(crate) struct Server {
    pub(crate) running: Running,
    /// From the start of the process to the first green `/readyz`.
    pub(crate) took: Duration,
}

impl Server {
    /// Starts `binary` on `folder`, with rate limits off, and waits until it is ready.
    pub(crate) async fn start(binary: &Path, folder: &Folder) -> Result<Self> {
        let mut command = Command::new(binary);
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("FLUX_") {
                command.env_remove(name);
            }
        }
        let log = std::fs::File::create(folder.0.join("server.log"))?;
        command.arg("serve").current_dir(&folder.0).stdout(Stdio::piped()).stderr(log);
        command.env("FLUX_LISTEN", "127.0.0.1:0").env("FLUX_DATA_DIR", folder.0.join("data"));
        for limit in ["READS_PER_SECOND", "WRITES_PER_SECOND", "SIGN_INS_PER_MINUTE"] {
            command.env(format!("FLUX_LIMITS__{limit}"), "0");
        }
        let begun = Instant::now();
        let child = command.spawn().with_context(|| binary.display().to_string())?;
        let mut running = Running::new(child, SocketAddr::from(([127, 0, 0, 1], 0)));
        let log = || std::fs::read_to_string(folder.0.join("server.log")).unwrap_or_default();
        running.address = announced(&mut running.child).with_context(log)?;
        running.wait_for("/readyz").await.with_context(log)?;
        Ok(Self { running, took: begun.elapsed() })
    }

    pub(crate) fn process(&self) -> Process {
        self.running.process
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.running.address
    }
}

/// The address in "listening on http://…".
fn announced(child: &mut Child) -> Result<SocketAddr> {
    let output = child.stdout.take().context("a pipe")?;
    for line in BufReader::new(output).lines() {
        if let Some((_, address)) = line?.split_once("http://") {
            return Ok(address.trim().parse()?);
        }
    }
    anyhow::bail!("the server said no address")
}
