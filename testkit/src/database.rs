//! A fresh, migrated database for each test, in milliseconds.
//!
//! The history runs once per schema: into a template file (SQLite) or a template database (PostgreSQL) whose name holds a hash of
//! the migrations' names and texts. A test gets a copy.

use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU32, Ordering},
};

use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseConnection};

/// Where the tests' PostgreSQL is; `make test` starts one and sets it.
pub const POSTGRES_URL_VARIABLE: &str = "FLUX_TEST_POSTGRES_URL";
const DEFAULT_POSTGRES_URL: &str = "postgres://postgres@127.0.0.1:54329/postgres";

static COUNTER: AtomicU32 = AtomicU32::new(0);

/// Which database a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Database {
    /// A file of its own.
    Sqlite,
    /// A database of its own on the server named by [`POSTGRES_URL_VARIABLE`].
    Postgres,
}

/// A fresh, migrated database.
#[derive(Debug)]
pub struct Scratch {
    url: String,
    drop_postgres: Option<String>,
}

/// A name that no other test, process or earlier run has.
fn unique_name() -> String {
    format!("flux_test_{}_{}", process::id(), COUNTER.fetch_add(1, Ordering::Relaxed))
}

/// Changes whenever the schema does: the sources of the migrations are compiled in.
fn schema_hash() -> u64 {
    let mut hasher = DefaultHasher::new();
    schema::SOURCES.hash(&mut hasher);
    hasher.finish()
}

impl Scratch {
    pub(crate) async fn make(database: Database, folder: &Path) -> Self {
        match database {
            Database::Sqlite => Self::sqlite(folder).await,
            Database::Postgres => Self::postgres().await,
        }
    }

    async fn sqlite(folder: &Path) -> Self {
        let template = std::env::temp_dir().join(format!("flux-template-{:016x}.db", schema_hash()));
        if !template.exists() {
            // Made under another name and renamed, since several test processes may do this at once.
            let making = template.with_extension(format!("{}.making", process::id()));
            let url = format!("sqlite:{}?mode=rwc", making.display());
            let conn = connect(&url).await;
            schema::migrate(&conn).await.expect("the migrations run on SQLite");
            conn.close().await.expect("the template closes");
            fs::rename(&making, &template).expect("the template is in place");
        }
        let file: PathBuf = folder.join("fluxstudio.db");
        fs::copy(&template, &file).expect("a copy of the template");
        Self { url: format!("sqlite:{}", file.display()), drop_postgres: None }
    }

    /// A database of its own on the tests' PostgreSQL.
    pub async fn postgres() -> Self {
        let server = postgres_url();
        let template = format!("flux_template_{:016x}", schema_hash());
        let name = unique_name();
        let admin = connect(&server).await;
        // One maker at a time across processes; the lock goes with the connection.
        admin.execute_unprepared("SELECT pg_advisory_lock(418803)").await.expect("the template lock");
        let sql = format!("SELECT 1 FROM pg_database WHERE datname = '{template}'");
        let statement = sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, sql);
        if admin.query_one_raw(statement).await.expect("the list of databases").is_none() {
            let making = format!("{template}_making");
            admin
                .execute_unprepared(&format!("DROP DATABASE IF EXISTS {making}"))
                .await
                .expect("no half-made template");
            admin.execute_unprepared(&format!("CREATE DATABASE {making}")).await.expect("a template database");
            let conn = connect(&with_database(&server, &making)).await;
            schema::migrate(&conn).await.expect("the migrations run on PostgreSQL");
            conn.close().await.expect("the template closes");
            admin
                .execute_unprepared(&format!("ALTER DATABASE {making} RENAME TO {template}"))
                .await
                .expect("the template is in place");
        }
        admin.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name}")).await.expect("no leftover");
        admin.execute_unprepared(&format!("CREATE DATABASE {name} TEMPLATE {template}")).await.expect("a database");
        admin.close().await.expect("the admin's connection closes");
        Self { url: with_database(&server, &name), drop_postgres: Some(name) }
    }

    /// Where it is.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Removes the database. Not in `Drop`, which can't wait.
    pub async fn remove(self) {
        if let Some(name) = self.drop_postgres {
            let admin = connect(&postgres_url()).await;
            // A test that failed may have left connections; they go with it.
            let _ = admin.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
            let _ = admin.close().await;
        }
    }
}

fn postgres_url() -> String {
    std::env::var(POSTGRES_URL_VARIABLE).unwrap_or_else(|_| DEFAULT_POSTGRES_URL.to_owned())
}

fn with_database(server: &str, name: &str) -> String {
    let (base, _) = server.rsplit_once('/').expect("a PostgreSQL URL ends in /database");
    format!("{base}/{name}")
}

async fn connect(url: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url.to_owned());
    options.max_connections(1).sqlx_logging(false);
    match sea_orm::Database::connect(options).await {
        Ok(conn) => conn,
        Err(error) => panic!(
            "{url} can't be reached ({error}). `scripts/test-services` starts PostgreSQL, NATS and S3 for the tests; `make test` does so by itself."
        ),
    }
}
