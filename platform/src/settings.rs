//! What an admin may change while the server runs: named values, kept in the database, read from memory.
//!
//! Feature flags are settings too ([`Settings::flag_is_on`]): a percentage of people, the same people every time.

pub(crate) mod store;

use std::{collections::HashMap, sync::Arc};

use kernel::{Clock, Event, EventId, Rng, Topic};
use parking_lot::RwLock;
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    bus::{Bus, Heard},
    db::{Db, DbError, Tx},
    tasks::Tasks,
};

/// The event that makes every node read its settings again.
const CHANGED: &str = "settings.changed";

/// The settings of the studio. Cheap to clone.
#[derive(Clone)]
pub struct Settings {
    db: Db,
    clock: Clock,
    rng: Rng,
    values: Arc<RwLock<HashMap<String, String>>>,
}

impl Settings {
    /// Reads them all.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn load(db: &Db, clock: &Clock, rng: &Rng) -> Result<Self, DbError> {
        let settings = Self { db: db.clone(), clock: clock.clone(), rng: rng.clone(), values: Arc::default() };
        settings.reload().await?;
        Ok(settings)
    }

    /// Keeps them true to what other nodes change.
    pub fn follow(&self, bus: &Bus, tasks: &Tasks) {
        let (settings, mut events) = (self.clone(), bus.events());
        tasks.spawn_service("settings", async move {
            while let Some(heard) = events.next().await {
                let stale = match heard {
                    Heard::Event(event) => event.topic == Topic::Internal && event.kind == CHANGED,
                    Heard::Missed => true,
                };
                if stale && let Err(error) = settings.reload().await {
                    tracing::warn!(%error, "the settings could not be read again");
                }
            }
        });
    }

    async fn reload(&self) -> Result<(), DbError> {
        let values = store::all(self.db.read()).await?;
        *self.values.write() = values;
        Ok(())
    }

    /// A value, if it is set and of that type.
    #[must_use]
    pub fn get<T: DeserializeOwned>(&self, key: &str) -> Option<T> {
        self.values.read().get(key).and_then(|text| serde_json::from_str(text).ok())
    }

    /// Sets a value as part of a transaction. Call [`Settings::refresh`] when it is committed.
    ///
    /// # Errors
    /// When the row can't be written.
    pub async fn put<T: Serialize + Sync>(&self, tx: &Tx, key: &str, value: &T) -> Result<(), DbError> {
        let text = serde_json::to_string(value).map_err(|error| sea_orm::DbErr::Json(error.to_string()))?;
        store::put(tx, key, &text).await?;
        tx.emit(Event {
            id: EventId::generate(&self.clock, &self.rng),
            topic: Topic::Internal,
            kind: CHANGED.to_owned(),
            payload: String::new(),
            regroups: false,
            ends_session: None,
        });
        Ok(())
    }

    /// Reads them again now, so that the one who changed them sees the change at once.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn refresh(&self) -> Result<(), DbError> {
        self.reload().await
    }

    /// Whether the feature `name` is on for `subject` (an id). Off unless set; a percentage picks the same subjects every time.
    #[must_use]
    pub fn flag_is_on(&self, name: &str, subject: impl std::fmt::Display) -> bool {
        let percent: u8 = self.get(&flag_key(name)).unwrap_or(0);
        u32::from(percent) > bucket(name, &subject.to_string())
    }

    /// Turns the feature `name` on for `percent` (0..=100) of all subjects, as part of a transaction.
    ///
    /// # Errors
    /// When the row can't be written.
    pub async fn put_flag(&self, tx: &Tx, name: &str, percent: u8) -> Result<(), DbError> {
        self.put(tx, &flag_key(name), &percent.min(100)).await
    }
}

fn flag_key(name: &str) -> String {
    format!("flag.{name}")
}

/// 0..100, evenly spread, independent between flags.
fn bucket(name: &str, subject: &str) -> u32 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(name.as_bytes()).update(&[0]).update(subject.as_bytes());
    let bytes = hasher.finalize();
    let bytes = bytes.as_bytes();
    u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]) % 100
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_are_even_and_stable() {
        let in_first_half = (0..10_000).filter(|n| bucket("new-editor", &n.to_string()) < 50).count();
        assert!((4_700..5_300).contains(&in_first_half), "{in_first_half}");
        assert_eq!(bucket("a", "x"), bucket("a", "x"));
        assert!((0..100).any(|n| bucket("a", &n.to_string()) != bucket("b", &n.to_string())));
    }
}
