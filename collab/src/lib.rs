//! Live documents and boards.
//!
//! A document is a row with a title, a log of Yjs updates and a snapshot that the log is folded into from time to time. While anybody
//! looks at it, one task owns its state ([`live`]): it holds every update against its bounds before applying it, passes it on,
//! writes it to the log and acknowledges it once that is on disk. The wire is the y-websocket protocol; `docs/collab.md` says
//! what we add to it.

mod actions;
mod error;
mod events;
mod http;
mod live;
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
pub use live::{Bounds, Inspected, Live, Refusal, inspect};
pub use model::{Document, Kind};

/// The room. Cheap to clone.
#[derive(Clone)]
pub struct Collab(Arc<Inner>);

struct Inner {
    platform: Platform,
    accounts: Accounts,
    teams: Teams,
    live: Live,
}

impl Collab {
    /// Opens the room: starts the log and listens to what changes rights.
    #[must_use]
    pub fn new(platform: &Platform, accounts: &Accounts, teams: &Teams) -> Self {
        Self::with_bounds(platform, accounts, teams, Bounds::default())
    }

    /// The same with other bounds; tests make them small.
    #[must_use]
    pub fn with_bounds(platform: &Platform, accounts: &Accounts, teams: &Teams, bounds: Bounds) -> Self {
        platform.health.register("collaboration", {
            let db = platform.db.clone();
            move || {
                let db = db.clone();
                async move { db.table_health("documents").await }
            }
        });
        Self(Arc::new(Inner {
            platform: platform.clone(),
            accounts: accounts.clone(),
            teams: teams.clone(),
            live: Live::start(platform, accounts, teams, bounds),
        }))
    }

    /// The documents that are open on this node.
    #[must_use]
    pub fn live(&self) -> &Live {
        &self.0.live
    }
}
