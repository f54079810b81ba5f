//! Blobs in memory, for tests.

use std::{
    collections::HashMap,
    fmt,
    ops::Range,
    pin::pin,
    sync::{Mutex, PoisonError},
};

use bytes::{Bytes, BytesMut};
use futures::{Stream, StreamExt, stream};

use super::{Allowance, BlobError, BlobKey, BlobStream, Stored, resolve};

/// Readers get several chunks, as they do from a disk.
const CHUNK: usize = 64 * 1024;

pub(super) struct Memory {
    capacity: u64,
    blobs: Mutex<HashMap<BlobKey, Bytes>>,
}

impl Memory {
    pub(super) fn new(capacity: u64) -> Self {
        Self { capacity, blobs: Mutex::default() }
    }

    pub(super) async fn put(
        &self,
        key: BlobKey,
        body: impl Stream<Item = Result<Bytes, BlobError>> + Send,
        limit: u64,
    ) -> Result<Stored, BlobError> {
        let mut body = pin!(body);
        let mut allowance = Allowance::new(limit);
        let mut whole = BytesMut::new();
        while let Some(chunk) = body.next().await.transpose()? {
            allowance.take(&chunk)?;
            whole.extend_from_slice(&chunk);
        }
        let whole = whole.freeze();
        let stored = Stored { size: allowance.size, blake3: blake3::hash(&whole).into() };
        let mut blobs = self.blobs.lock().unwrap_or_else(PoisonError::into_inner);
        let used: u64 = blobs.values().map(|blob| blob.len() as u64).sum();
        if used.saturating_add(stored.size) > self.capacity {
            return Err(BlobError::Full);
        }
        blobs.insert(key, whole);
        Ok(stored)
    }

    pub(super) fn get(&self, key: BlobKey, range: Option<Range<u64>>) -> Result<BlobStream, BlobError> {
        let blobs = self.blobs.lock().unwrap_or_else(PoisonError::into_inner);
        let blob = blobs.get(&key).ok_or(BlobError::NotFound)?;
        let range = resolve(range, blob.len() as u64)?;
        let as_index = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
        let mut wanted = blob.slice(as_index(range.start)..as_index(range.end));
        let chunks = stream::iter(std::iter::from_fn(move || {
            (!wanted.is_empty()).then(|| Ok(wanted.split_to(wanted.len().min(CHUNK))))
        }));
        Ok(BlobStream::new(range.end - range.start, chunks))
    }

    pub(super) fn delete(&self, key: BlobKey) {
        self.blobs.lock().unwrap_or_else(PoisonError::into_inner).remove(&key);
    }
}

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Memory")
    }
}
