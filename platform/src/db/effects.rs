//! What a transaction causes elsewhere: events, jobs, audit lines. Collected while closures run, written set by set just
//! before the commit, handed on right after it.

use std::sync::Arc;

use kernel::Event;
use parking_lot::Mutex;
use sea_orm::ConnectionTrait;
use tokio::sync::{Notify, mpsc};

use super::DbError;
use crate::{audit, jobs, outbox};

/// The effects of one closure, or of a whole batch.
#[derive(Default)]
pub(crate) struct Effects {
    pub(crate) events: Vec<Event>,
    pub(crate) jobs: Vec<jobs::store::Model>,
    pub(crate) audit: Vec<audit::store::Model>,
}

impl Effects {
    pub(crate) fn absorb(&mut self, other: Self) {
        self.events.extend(other.events);
        self.jobs.extend(other.jobs);
        self.audit.extend(other.audit);
    }

    /// Writes them all, one statement a table.
    pub(crate) async fn write(&self, conn: &impl ConnectionTrait) -> Result<(), DbError> {
        outbox::store::insert(conn, &self.events).await?;
        jobs::store::insert(conn, &self.jobs).await?;
        audit::store::insert(conn, &self.audit).await
    }
}

/// The far side of a commit.
#[derive(Clone)]
pub struct AfterCommit {
    events: mpsc::UnboundedSender<Vec<Event>>,
    inbox: Arc<Mutex<Option<mpsc::UnboundedReceiver<Vec<Event>>>>>,
    jobs: Arc<Notify>,
}

impl AfterCommit {
    pub(crate) fn new() -> Self {
        let (events, inbox) = mpsc::unbounded_channel();
        Self { events, inbox: Arc::new(Mutex::new(Some(inbox))), jobs: Arc::new(Notify::new()) }
    }

    /// To be called once the transaction is on disk.
    pub(crate) fn committed(&self, effects: Effects) {
        if !effects.jobs.is_empty() {
            self.jobs.notify_one();
        }
        if !effects.events.is_empty() {
            // Nobody listening (a command-line tool): the rows stay in the outbox for the next server.
            let _ = self.events.send(effects.events);
        }
    }

    /// The committed events, in order. There is one listener: the outbox pump.
    pub(crate) fn take_events(&self) -> Option<mpsc::UnboundedReceiver<Vec<Event>>> {
        self.inbox.lock().take()
    }

    /// Wakes when a commit brought jobs.
    pub(crate) fn jobs(&self) -> Arc<Notify> {
        Arc::clone(&self.jobs)
    }
}
