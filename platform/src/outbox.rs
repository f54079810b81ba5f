//! News leaves with the transaction that makes it.
//!
//! An event is a row of the same transaction ([`crate::db::Tx::emit`]). Right after the commit the pump publishes it on the bus and
//! then deletes the row. If the process dies between, the row is still there: at its next start (or, with several nodes,
//! when it has lain for [`ABANDONED`]) it is published then. A listener may hear an event twice, never not at all.

pub(crate) mod store;

use std::{sync::Arc, time::Duration};

use kernel::{Clock, Event, EventId};
use tokio::sync::mpsc;

use crate::{
    bus::Bus,
    db::{Db, DbError, Tx},
    tasks::Tasks,
};

/// A row that has lain so long was left by a node that died.
pub const ABANDONED: Duration = Duration::from_secs(30);
/// How often published rows are deleted. A row costs nothing meanwhile.
const SWEEP: Duration = Duration::from_millis(250);

/// Starts the pump: first what an earlier life left, then every commit's events in order.
///
/// # Errors
/// When what was left can't be read.
pub async fn start(db: &Db, bus: &Bus, clock: &Clock, tasks: &Tasks) -> Result<(), DbError> {
    let Some(committed) = db.after_commit().take_events() else {
        return Ok(());
    };
    let left = store::older_than(db.read(), clock.now().plus(Duration::from_millis(1))).await?;
    let pump = Pump { db: db.clone(), bus: bus.clone(), clock: clock.clone(), published: Vec::new() };
    // A service: requests that are still being drained have news too.
    tasks.spawn_service("outbox", pump.run(left, committed));
    Ok(())
}

struct Pump {
    db: Db,
    bus: Bus,
    clock: Clock,
    published: Vec<EventId>,
}

impl Pump {
    async fn run(mut self, left: Vec<Event>, mut committed: mpsc::UnboundedReceiver<Vec<Event>>) {
        self.publish(left).await;
        let mut sweep = tokio::time::interval(SWEEP);
        let mut adopt = tokio::time::interval(ABANDONED);
        loop {
            tokio::select! {
                biased;
                batch = committed.recv() => match batch {
                    Some(batch) => self.publish(batch).await,
                    None => break,
                },
                _ = sweep.tick() => self.delete_published().await,
                _ = adopt.tick() => self.adopt().await,
            }
        }
    }

    async fn publish(&mut self, events: Vec<Event>) {
        for event in events {
            let id = event.id;
            match self.bus.publish(Arc::new(event)).await {
                Ok(()) => self.published.push(id),
                // The row stays; whoever adopts it publishes it once the bus is back.
                Err(error) => tracing::warn!(%error, event.id = %id, "an event could not be published yet"),
            }
        }
    }

    async fn delete_published(&mut self) {
        if self.published.is_empty() {
            return;
        }
        let ids = Arc::new(std::mem::take(&mut self.published));
        let deleting = Arc::clone(&ids);
        let deleted = self.db.write(async move |tx: &Tx| store::delete(tx, &deleting).await).await;
        if let Err(error) = deleted {
            tracing::warn!(%error, "published events could not be deleted; trying again");
            self.published.extend(ids.iter());
        }
    }

    /// Publishes what another node, or a failed attempt of ours, left lying.
    async fn adopt(&mut self) {
        match store::older_than(self.db.read(), self.clock.now().minus(ABANDONED)).await {
            Ok(left) => {
                let ours = std::mem::take(&mut self.published);
                let left = left.into_iter().filter(|event| !ours.contains(&event.id)).collect();
                self.published = ours;
                self.publish(left).await;
            }
            Err(error) => tracing::warn!(%error, "looking for abandoned events"),
        }
    }
}
