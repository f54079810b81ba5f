//! Which sessions have ended, in memory.
//!
//! An access token outlives its session by up to 15 minutes, so every node remembers the sessions revoked in that time. It hears of
//! them by events; should it have missed any (the bus was away), it reads the last ones from the database, and while the bus is away
//! it does so every second.

use std::{collections::HashMap, sync::Arc, time::Duration};

use kernel::{SessionId, Timestamp};
use parking_lot::RwLock;
use platform::{Platform, bus::Heard, health::Status};

use crate::{Error, store, tokens::ACCESS_TOKEN_LIFETIME};

/// How long a revocation is remembered: as long as a token of before may live, and a minute for clocks that differ.
const REMEMBER: Duration = Duration::from_secs(ACCESS_TOKEN_LIFETIME.as_secs() + 60);

/// The sessions that ended lately. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Liveness {
    ended: Arc<RwLock<HashMap<SessionId, Timestamp>>>,
    platform: Platform,
}

impl Liveness {
    /// Knows nothing yet; [`Liveness::follow`] makes it true.
    pub(crate) fn new(platform: &Platform) -> Self {
        Self { ended: Arc::default(), platform: platform.clone() }
    }

    /// Whether the session goes on.
    pub(crate) fn is_alive(&self, session: SessionId) -> bool {
        !self.ended.read().contains_key(&session)
    }

    /// To be called right after the commit that revoked it, so that this node is true at once.
    pub(crate) fn end(&self, session: SessionId) {
        self.ended.write().insert(session, self.platform.clock.now());
    }

    /// Reads what ended lately, and keeps listening.
    pub(crate) async fn follow(&self) -> Result<(), Error> {
        let mut events = self.platform.bus.events();
        self.reload().await?;
        let this = self.clone();
        self.platform.tasks.spawn_service("session-liveness", async move {
            let mut tick = tokio::time::interval(Duration::from_secs(1));
            loop {
                let stale = tokio::select! {
                    heard = events.next() => match heard {
                        Some(Heard::Event(event)) => {
                            if let Some(session) = event.ends_session {
                                this.end(session);
                            }
                            false
                        }
                        Some(Heard::Missed) => true,
                        None => return,
                    },
                    _ = tick.tick() => this.platform.bus.health().status != Status::Ok,
                };
                if stale && let Err(error) = this.reload().await {
                    tracing::error!(%error, "the revoked sessions could not be read");
                }
                this.forget();
            }
        });
        Ok(())
    }

    async fn reload(&self) -> Result<(), Error> {
        let since = self.platform.clock.now().minus(REMEMBER);
        let ended = store::sessions::revoked_since(self.platform.db.read(), since).await?;
        self.ended.write().extend(ended);
        Ok(())
    }

    fn forget(&self) {
        let oldest = self.platform.clock.now().minus(REMEMBER);
        let any_old = self.ended.read().values().any(|at| *at < oldest);
        if any_old {
            self.ended.write().retain(|_, at| *at >= oldest);
        }
    }
}
