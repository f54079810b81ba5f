//! The harness: a whole world around the code under test, knowing no domain.
//!
//! A test gets a [`World`] with a real database (SQLite on disk or PostgreSQL, both from one migrated template), a clock that
//! stands still, seeded randomness, a local bus, blobs in memory and a mailbox that can be read. [`on_both!`] runs a test on
//! both databases. [`Client`] speaks to a router in process, so that what is tested is what is served.

#![expect(clippy::expect_used, reason = "a harness fails its test by panicking")]

mod client;
mod database;
mod world;

pub use client::{Answer, Client};
pub use database::{Database, POSTGRES_URL_VARIABLE, Scratch};
pub use world::{START, World};

/// Runs an async test on SQLite and on PostgreSQL.
///
/// ```text
/// testkit::on_both! {
///     async fn a_team_has_a_channel(world: World) { … }
/// }
/// ```
#[macro_export]
macro_rules! on_both {
    ($($(#[$attribute:meta])* async fn $name:ident($world:ident: World) $body:block)+) => {$(
        $(#[$attribute])*
        mod $name {
            #[allow(unused_imports, clippy::allow_attributes, reason = "not every test needs what its file imports")]
            use super::*;

            async fn scenario($world: $crate::World) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                $crate::World::run($crate::Database::Sqlite, scenario).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                $crate::World::run($crate::Database::Postgres, scenario).await;
            }
        }
    )+};
}
