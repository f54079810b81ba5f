//! Later: bytes that nobody uses any more go.

mod collect;
mod drop_bytes;

use std::time::Duration;

use platform::{Platform, jobs::Job};

pub(crate) use collect::Collect;
pub(crate) use drop_bytes::DropBytes;

/// Says who does this room's work, and how often the collector comes by.
pub(crate) fn register(platform: &Platform) {
    let (db, blobs) = (platform.db.clone(), platform.blobs.clone());
    platform.jobs.on(move |job: DropBytes| drop_bytes::run(db.clone(), blobs.clone(), job));
    let db = platform.db.clone();
    platform.jobs.on(move |_: Collect| collect::run(db.clone()));
    platform.jobs.every(Duration::from_secs(600), || Collect {});
}

const _: fn() = || {
    fn is_job<J: Job>() {}
    is_job::<Collect>();
    is_job::<DropBytes>();
};
