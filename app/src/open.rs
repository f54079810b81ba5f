//! Opening the studio's doors as the configuration says.

use std::fs::File;

use anyhow::{Context as _, bail};
use kernel::{Clock, Rng, SystemClock, SystemEntropy};
use platform::{
    Parts, Platform, blob::Blobs, bus::Bus, config::Config, db::DbOptions, mail::Mailer, secrets::Secrets, tasks::Tasks,
};

/// How many connections read at the same time.
const READERS: u32 = 4;
/// How many transactions PostgreSQL works on at the same time.
const WRITERS: u32 = 8;

/// The machine's time and randomness.
pub(crate) fn time_and_chance() -> anyhow::Result<(Clock, Rng)> {
    let entropy = SystemEntropy::from_os().context("the operating system gives no randomness")?;
    Ok((Clock::new(SystemClock), Rng::new(entropy)))
}

/// Held while a server runs on a data folder: two on one SQLite file would not hear of each other.
pub(crate) struct DataFolder {
    _lock: Option<File>,
}

impl DataFolder {
    /// Makes the folder and, on SQLite, takes it for this process alone.
    pub(crate) fn take(config: &Config) -> anyhow::Result<Self> {
        let folder = &config.data_dir;
        make_private(folder).with_context(|| format!("the data folder {}", folder.display()))?;
        if !is_sqlite(config) {
            return Ok(Self { _lock: None });
        }
        let path = folder.join("fluxstudio.lock");
        let lock = File::create(&path).with_context(|| path.display().to_string())?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { _lock: Some(lock) }),
            Err(std::fs::TryLockError::WouldBlock) => {
                bail!("another server runs on {}; several nodes need PostgreSQL (FLUX_DATABASE_URL)", folder.display())
            }
            Err(std::fs::TryLockError::Error(error)) => Err(error).with_context(|| path.display().to_string()),
        }
    }
}

/// A folder that only its owner may look into, if it has to be made. One that is there stays as its owner made it.
fn make_private(folder: &std::path::Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Whether everything lies in one file.
pub(crate) fn is_sqlite(config: &Config) -> bool {
    config.database_url().expose().starts_with("sqlite:")
}

/// Where bytes lie.
pub(crate) async fn blobs(config: &Config, tasks: &Tasks) -> anyhow::Result<Blobs> {
    match &config.blob_url {
        Some(url) if url.expose().starts_with("s3://") => {
            Blobs::s3(url.expose(), tasks).await.context("the S3 bucket (FLUX_BLOB_URL)")
        }
        Some(folder) => Blobs::folder(folder.expose()).await.context("the blob folder (FLUX_BLOB_URL)"),
        None => Blobs::folder(config.data_dir.join("blobs")).await.context("the blob folder"),
    }
}

/// How nodes hear of each other.
pub(crate) async fn bus(config: &Config, tasks: &Tasks) -> anyhow::Result<Bus> {
    match &config.bus_url {
        Some(url) => Bus::nats(url.expose(), tasks).await.context("the bus (FLUX_BUS_URL)"),
        None => Ok(Bus::local()),
    }
}

/// Where mails go.
pub(crate) fn mailer(config: &Config) -> anyhow::Result<Mailer> {
    match &config.smtp_url {
        Some(url) => Mailer::smtp(url, &config.mail_from).context("the mail server (FLUX_SMTP_URL)"),
        None => Ok(Mailer::stored()),
    }
}

/// Migrates the database and opens every door.
pub(crate) async fn platform(config: Config) -> anyhow::Result<Platform> {
    let (clock, rng) = time_and_chance()?;
    let url = config.database_url();
    let conn = schema::connect(url.expose()).await.context("the database (FLUX_DATABASE_URL)")?;
    schema::migrate(&conn).await.context("migrating the database")?;
    conn.close().await.context("closing the migration's connection")?;

    let tasks = Tasks::new();
    let parts = Parts {
        secrets: Secrets::open(&config.secrets_dir(), &clock, &rng).context("the secrets")?,
        blobs: blobs(&config, &tasks).await?,
        bus: bus(&config, &tasks).await?,
        mailer: mailer(&config)?,
        config,
        clock,
        rng,
        tasks,
    };
    let options = DbOptions { url: url.expose().clone(), readers: READERS, writers: WRITERS };
    Platform::assemble(parts, &options).await.context("the database")
}
