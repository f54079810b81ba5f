//! Deletes bytes that have no row any more.

use kernel::BlobId;
use platform::{
    blob::{BlobKey, Blobs},
    db::Db,
    jobs::{Job, JobError},
};
use serde::{Deserialize, Serialize};

use crate::store;

/// Delete the bytes of this blob.
#[derive(Serialize, Deserialize)]
pub(crate) struct DropBytes {
    pub(crate) blob: BlobId,
}

impl Job for DropBytes {
    const KIND: &'static str = "files.drop_bytes";
    /// A store that is away for a day must not leave bytes for ever.
    const MAX_ATTEMPTS: u32 = 40;
}

pub(super) async fn run(db: Db, blobs: Blobs, job: DropBytes) -> Result<(), JobError> {
    // A blob's id is given once and a row that went never comes back, so that this can't change between here and there.
    if store::blobs::exists(db.read(), job.blob).await? {
        return Err(JobError::fail("the blob has a row; its bytes stay"));
    }
    blobs.delete(&BlobKey::from(job.blob)).await.map_err(JobError::retry)
}
