//! One linear migration history for SQLite and PostgreSQL.
//!
//! A migration is SQL that both understand; what they spell differently is a placeholder (see [`Spelling`]). Migrations never change
//! once they have landed, serve two releases at once (expand, then contract a release later), and know nothing of the rooms'
//! entities, which may change after them. `expected/{sqlite,postgres}.sql` hold the schema that all of them together make.

use sea_orm_migration::{
    MigratorTrait,
    prelude::{DbErr, MigrationTrait, SchemaManager},
    sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend},
};

mod m20261124_000001_platform;
mod m20261124_000002_accounts;
mod m20261124_000003_teams;
mod m20261124_000004_notify;
mod m20261124_000005_files;
mod m20261124_000006_messaging;
mod m20261124_000007_collab;
mod snapshot;

pub use snapshot::describe;

/// The text of every migration, so that tests can tell when the schema has changed.
pub const SOURCES: &[&str] = &[
    include_str!("m20261124_000001_platform.rs"),
    include_str!("m20261124_000002_accounts.rs"),
    include_str!("m20261124_000003_teams.rs"),
    include_str!("m20261124_000004_notify.rs"),
    include_str!("m20261124_000005_files.rs"),
    include_str!("m20261124_000006_messaging.rs"),
    include_str!("m20261124_000007_collab.rs"),
];

/// The history.
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261124_000001_platform::Migration),
            Box::new(m20261124_000002_accounts::Migration),
            Box::new(m20261124_000003_teams::Migration),
            Box::new(m20261124_000004_notify::Migration),
            Box::new(m20261124_000005_files::Migration),
            Box::new(m20261124_000006_messaging::Migration),
            Box::new(m20261124_000007_collab::Migration),
        ]
    }
}

/// Where a database stands in the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Migrations of this binary that the database has not had.
    pub pending: Vec<String>,
    /// Migrations that the database had from a newer binary. An older binary runs on them (expand/contract).
    pub unknown: Vec<String>,
}

/// Opens one connection to the database at `url`; a SQLite file is made if it is not there.
///
/// # Errors
/// When it can't be reached.
pub async fn connect(url: &str) -> Result<DatabaseConnection, DbErr> {
    let made = match url.strip_prefix("sqlite:") {
        Some(path) if !path.contains('?') => format!("sqlite:{path}?mode=rwc"),
        _ => url.to_owned(),
    };
    let mut options = ConnectOptions::new(made);
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await
}

/// Brings the database up to this binary.
///
/// # Errors
/// When a migration fails; those before it stay applied.
pub async fn migrate(conn: &DatabaseConnection) -> Result<(), DbErr> {
    lock(conn).await?;
    let result = Migrator::up(conn, None).await;
    unlock(conn).await?;
    result
}

/// Compares the database with this binary, changing nothing.
///
/// # Errors
/// When the database can't be read.
pub async fn standing(conn: &DatabaseConnection) -> Result<Standing, DbErr> {
    let table = match conn.get_database_backend() {
        DbBackend::Postgres => {
            "SELECT 1 FROM information_schema.tables WHERE table_name = 'seaql_migrations' AND table_schema = current_schema()"
        }
        _ => "SELECT 1 FROM sqlite_master WHERE name = 'seaql_migrations'",
    };
    let known: Vec<String> = Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect();
    let statement = |sql: &str| sea_orm_migration::sea_orm::Statement::from_string(conn.get_database_backend(), sql);
    if conn.query_one_raw(statement(table)).await?.is_none() {
        return Ok(Standing { pending: known, unknown: Vec::new() });
    }
    let rows = conn.query_all_raw(statement("SELECT version FROM seaql_migrations ORDER BY version")).await?;
    let applied: Vec<String> = rows.iter().map(|row| row.try_get("", "version")).collect::<Result<_, _>>()?;
    Ok(Standing {
        pending: known.iter().filter(|name| !applied.contains(name)).cloned().collect(),
        unknown: applied.into_iter().filter(|name| !known.contains(name)).collect(),
    })
}

/// Two nodes that start together must not migrate together. `pg_advisory_lock` with a number of our own; SQLite's own write lock is
/// enough for its one machine.
async fn lock(conn: &DatabaseConnection) -> Result<(), DbErr> {
    if conn.get_database_backend() == DbBackend::Postgres {
        conn.execute_unprepared("SELECT pg_advisory_lock(7368129)").await?;
    }
    Ok(())
}

async fn unlock(conn: &DatabaseConnection) -> Result<(), DbErr> {
    if conn.get_database_backend() == DbBackend::Postgres {
        conn.execute_unprepared("SELECT pg_advisory_unlock(7368129)").await?;
    }
    Ok(())
}

/// The words that the two databases spell differently.
struct Spelling {
    placeholder: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

const SPELLINGS: &[Spelling] = &[
    Spelling { placeholder: "{uuid}", sqlite: "BLOB", postgres: "UUID" },
    Spelling { placeholder: "{bytes}", sqlite: "BLOB", postgres: "BYTEA" },
    Spelling { placeholder: "{timestamp}", sqlite: "INTEGER", postgres: "BIGINT" },
    Spelling { placeholder: "{bigint}", sqlite: "INTEGER", postgres: "BIGINT" },
    Spelling { placeholder: "{int}", sqlite: "INTEGER", postgres: "INTEGER" },
    Spelling { placeholder: "{bool}", sqlite: "INTEGER", postgres: "BOOLEAN" },
    Spelling { placeholder: "{table}", sqlite: " STRICT", postgres: "" },
    // The rows lie in the primary key's order: for tables that are always asked by it.
    Spelling { placeholder: "{clustered}", sqlite: " STRICT, WITHOUT ROWID", postgres: "" },
];

/// Runs the statements of `sql`, separated by `;` at a line's end.
async fn run(manager: &SchemaManager<'_>, sql: &str) -> Result<(), DbErr> {
    let postgres = manager.get_database_backend() == DbBackend::Postgres;
    let mut sql = sql.to_owned();
    for word in SPELLINGS {
        sql = sql.replace(word.placeholder, if postgres { word.postgres } else { word.sqlite });
    }
    for statement in sql.split(";\n").map(str::trim).filter(|statement| !statement.is_empty()) {
        manager.get_connection().execute_unprepared(statement).await?;
    }
    Ok(())
}

/// A migration that is nothing but SQL. Its name is its file's.
macro_rules! migration {
    ($sql:literal) => {
        use sea_orm_migration::prelude::{DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, async_trait};

        #[derive(DeriveMigrationName)]
        pub(crate) struct Migration;

        #[async_trait::async_trait]
        impl MigrationTrait for Migration {
            async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
                crate::run(manager, $sql).await
            }

            /// All or nothing, on both databases.
            fn use_transaction(&self) -> Option<bool> {
                Some(true)
            }
        }
    };
}
use migration;
