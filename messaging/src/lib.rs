//! Channels, messages and read cursors.
//!
//! Everything that is sent goes through one log ([`actions::send`]): what waits when the database is free is written together, one
//! statement per table, and numbered without a gap within its channel. Everything that is asked again and again is
//! remembered ([`cache`]): who may read a channel, and the newest page of each active one.

mod actions;
mod cache;
mod error;
mod events;
mod http;
mod line;
mod model;
mod policy;
mod rules;
mod store;

use std::sync::Arc;

use accounts::Accounts;
use platform::{Platform, db::Coalescer};
use teams::Teams;

use crate::{
    actions::{read::Marked, send::Outgoing},
    cache::Caches,
};

pub use actions::general::General;
pub use error::Error;
pub use http::routes;
pub use model::Channel;
pub use policy::ChannelPermit;

/// The room. Cheap to clone.
#[derive(Clone)]
pub struct Messaging(Arc<Inner>);

struct Inner {
    platform: Platform,
    accounts: Accounts,
    teams: Teams,
    caches: Arc<Caches>,
    log: Coalescer<Outgoing, actions::send::Outcome, Error>,
    cursors: Coalescer<Marked, actions::read::Outcome, Error>,
}

impl Messaging {
    /// Opens the room: starts its two logs and listens to what other nodes write.
    #[must_use]
    pub fn new(platform: &Platform, accounts: &Accounts, teams: &Teams) -> Self {
        platform.health.register("messaging", {
            let db = platform.db.clone();
            move || {
                let db = db.clone();
                async move { db.table_health("channels").await }
            }
        });
        let caches = Arc::new(Caches::new());
        events::follow(platform, teams, &caches);
        Self(Arc::new(Inner {
            platform: platform.clone(),
            accounts: accounts.clone(),
            teams: teams.clone(),
            log: actions::send::open_log(platform, &caches),
            cursors: actions::read::open_log(platform),
            caches,
        }))
    }
}
