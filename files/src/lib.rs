//! Files: bytes with a name, in a team.
//!
//! A file is a row that points to a *blob*; files of equal content (BLAKE3) share one blob by reference count. Bytes
//! are streamed both ways and never held whole. See `README.md` for tables, events and invariants.

mod actions;
mod error;
mod events;
mod http;
mod jobs;
mod model;
mod policy;
mod rules;
mod store;

use std::sync::Arc;

use accounts::Accounts;
use platform::Platform;
use teams::Teams;

pub use error::Error;
pub use http::routes;

/// The room. Cheap to clone.
#[derive(Clone)]
pub struct Files(Arc<Inner>);

struct Inner {
    platform: Platform,
    accounts: Accounts,
    teams: Teams,
}

impl Files {
    /// The room on these foundations. Registers its jobs and its health.
    #[must_use]
    pub fn new(platform: &Platform, accounts: &Accounts, teams: &Teams) -> Self {
        jobs::register(platform);
        platform.health.register("files", {
            let db = platform.db.clone();
            move || {
                let db = db.clone();
                async move { db.table_health("files").await }
            }
        });
        Self(Arc::new(Inner { platform: platform.clone(), accounts: accounts.clone(), teams: teams.clone() }))
    }

    fn platform(&self) -> &Platform {
        &self.0.platform
    }

    fn accounts(&self) -> &Accounts {
        &self.0.accounts
    }

    fn teams(&self) -> &Teams {
        &self.0.teams
    }

    /// The largest file, in bytes.
    fn limit(&self) -> u64 {
        self.0.platform.config.max_file_bytes
    }
}
