//! Accounts by id, from memory.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use kernel::{Person, UserId, hue_of};
use platform::{Platform, bus::Heard};
use quick_cache::sync::Cache;

use crate::{Error, User, events, store};

/// How many accounts are kept in memory.
const CAPACITY: usize = 20_000;

/// What an author is called whose account is gone.
const FORMER: &str = "Former member";

/// The accounts that were asked for lately. Cheap to clone.
#[derive(Clone)]
pub(crate) struct People {
    cache: Arc<Cache<UserId, Arc<User>>>,
    /// Counts what was dropped. A read that began before a drop may bring what is old by now and must not stay.
    drops: Arc<AtomicU64>,
    platform: Platform,
}

impl People {
    pub(crate) fn new(platform: &Platform) -> Self {
        let people = Self { cache: Arc::new(Cache::new(CAPACITY)), drops: Arc::default(), platform: platform.clone() };
        let (this, mut heard) = (people.clone(), platform.bus.events());
        platform.tasks.spawn_service("people-cache", async move {
            while let Some(heard) = heard.next().await {
                match heard {
                    Heard::Event(event) => {
                        if let Some(user) = events::changed_person(&event) {
                            this.forget(user);
                        }
                    }
                    Heard::Missed => {
                        this.drops.fetch_add(1, Ordering::SeqCst);
                        this.cache.clear();
                    }
                }
            }
        });
        people
    }

    /// One account.
    pub(crate) async fn get(&self, id: UserId) -> Result<Option<Arc<User>>, Error> {
        if let Some(user) = self.cache.get(&id) {
            return Ok(Some(user));
        }
        let drops = self.drops.load(Ordering::SeqCst);
        let found = store::users::find(self.platform.db.read(), id).await?.map(Arc::new);
        if let Some(user) = &found {
            self.keep(Arc::clone(user), drops);
        }
        Ok(found)
    }

    /// Keeps what a read brought that began when `drops` were counted, unless something was dropped since.
    fn keep(&self, user: Arc<User>, drops: u64) {
        let id = user.id;
        self.cache.insert(id, user);
        // Looked at after the insert: a drop that comes later finds the entry and removes it itself.
        if self.drops.load(Ordering::SeqCst) != drops {
            self.cache.remove(&id);
        }
    }

    /// Drops one from memory.
    pub(crate) fn forget(&self, id: UserId) {
        self.drops.fetch_add(1, Ordering::SeqCst);
        self.cache.remove(&id);
    }

    /// Many, in one query for those not in memory.
    pub(crate) async fn persons(&self, ids: &[UserId]) -> Result<HashMap<UserId, Person>, Error> {
        let mut persons = HashMap::with_capacity(ids.len());
        let mut missing = Vec::new();
        for id in ids {
            match self.cache.get(id) {
                Some(user) => {
                    persons.insert(*id, user.person());
                }
                None if !missing.contains(id) => missing.push(*id),
                None => {}
            }
        }
        if !missing.is_empty() {
            let drops = self.drops.load(Ordering::SeqCst);
            for user in store::users::find_many(self.platform.db.read(), &missing).await? {
                persons.insert(user.id, user.person());
                self.keep(Arc::new(user), drops);
            }
            for id in missing {
                persons.entry(id).or_insert_with(|| former(id));
            }
        }
        Ok(persons)
    }
}

/// Stands for an account that is gone.
pub(crate) fn former(id: UserId) -> Person {
    Person { id, name: FORMER.to_owned(), hue: hue_of(id.uuid()) }
}
