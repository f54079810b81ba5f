//! Stored bytes: a folder, an S3 bucket, or memory for tests.
//!
//! A blob is written once, under a key made from its [`BlobId`], and never changed, renamed or copied. Bytes are
//! streamed both ways and hashed on the way in (BLAKE3); what is held in memory per transfer does not depend on the
//! blob's size (half a MiB for a folder, 15 MiB for S3). A put that has returned is durable. A put that failed, or whose
//! future was dropped, leaves nothing behind.

use std::{
    fmt, io,
    ops::Range,
    path::Path,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use futures::{Stream, stream::BoxStream};
use kernel::{BlobId, Code, Problem};

use crate::{health::PartHealth, tasks::Tasks};

mod folder;
mod memory;
mod s3;

/// Where a blob lies: `ab/cd/<uuid>`, made from its id and from nothing that a user typed.
///
/// The two shards are the id's last bytes, which are random in a UUIDv7; its first ones are the time and would put all
/// that is new into the same folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BlobKey(BlobId);

impl BlobKey {
    /// The id that it was made from.
    #[must_use]
    pub const fn id(self) -> BlobId {
        self.0
    }

    fn shards(self) -> [u8; 2] {
        let bytes = self.0.uuid().into_bytes();
        [bytes[15], bytes[14]]
    }
}

impl From<BlobId> for BlobKey {
    fn from(id: BlobId) -> Self {
        Self(id)
    }
}

impl fmt::Display for BlobKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [outer, inner] = self.shards();
        write!(f, "{outer:02x}/{inner:02x}/{}", self.0)
    }
}

/// What a put stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Bytes.
    pub size: u64,
    /// The BLAKE3 hash of all of them.
    pub blake3: [u8; 32],
}

/// Why bytes could not be stored or fetched.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// No blob has this key.
    #[error("there is no such blob")]
    NotFound,
    /// The body is longer than it may be.
    #[error("the body is longer than {limit} bytes")]
    TooLarge {
        /// What was allowed, in bytes.
        limit: u64,
    },
    /// The range begins at or after the blob's end.
    #[error("the range begins after the end of the blob ({size} bytes)")]
    Range {
        /// The blob's size in bytes.
        size: u64,
    },
    /// The disk is full, or a quota of the machine or the bucket is used up.
    #[error("there is no room left")]
    Full,
    /// The body broke off; the reason is for the log.
    #[error("the body broke off: {0}")]
    Body(String),
    /// The store's address can't be used.
    #[error("the blob store's address can't be used: {0}")]
    Address(String),
    /// The store failed.
    #[error("the blob store failed: {0}")]
    Io(io::Error),
}

impl From<io::Error> for BlobError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::NotFound,
            // A file system's own size limit is as final as a full disk.
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => Self::Full,
            _ => Self::Io(error),
        }
    }
}

impl From<BlobError> for Problem {
    fn from(error: BlobError) -> Self {
        let inside = error.to_string();
        match error {
            BlobError::NotFound => Self::not_found(),
            BlobError::TooLarge { limit } => {
                Self::new(Code::PayloadTooLarge, format!("It may have {limit} bytes at most."))
            }
            BlobError::Range { size } => {
                Self::new(Code::RangeNotSatisfiable, format!("The range lies outside of the {size} bytes."))
            }
            BlobError::Full => Self::bare(Code::StorageFull),
            BlobError::Body(_) => Self::new(Code::InvalidRequest, "The body broke off before its end."),
            BlobError::Address(_) | BlobError::Io(_) => Self::bare(Code::Unavailable),
        }
        .because(inside)
    }
}

/// A blob's bytes, or a range of them, as they come.
pub struct BlobStream {
    length: u64,
    inner: BoxStream<'static, Result<Bytes, BlobError>>,
}

impl BlobStream {
    fn new(length: u64, inner: impl Stream<Item = Result<Bytes, BlobError>> + Send + 'static) -> Self {
        Self { length, inner: Box::pin(inner) }
    }

    /// How many bytes it gives in all, unless it fails.
    #[must_use]
    pub const fn length(&self) -> u64 {
        self.length
    }
}

impl Stream for BlobStream {
    type Item = Result<Bytes, BlobError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.inner.as_mut().poll_next(cx)
    }
}

impl fmt::Debug for BlobStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BlobStream({} bytes)", self.length)
    }
}

/// Which bytes of `size` a range means: its end is cut off at the blob's; one that is empty gives nothing; one that
/// is not must begin within the blob.
fn resolve(range: Option<Range<u64>>, size: u64) -> Result<Range<u64>, BlobError> {
    match range {
        None => Ok(0..size),
        Some(range) if range.is_empty() => Ok(0..0),
        Some(range) if range.start >= size => Err(BlobError::Range { size }),
        Some(range) => Ok(range.start..range.end.min(size)),
    }
}

/// The bytes that have come in so far, never more than allowed.
struct Allowance {
    limit: u64,
    size: u64,
}

impl Allowance {
    const fn new(limit: u64) -> Self {
        Self { limit, size: 0 }
    }

    fn take(&mut self, chunk: &[u8]) -> Result<(), BlobError> {
        self.size = self.size.saturating_add(chunk.len() as u64);
        if self.size > self.limit { Err(BlobError::TooLarge { limit: self.limit }) } else { Ok(()) }
    }
}

#[derive(Clone, Debug)]
enum Store {
    Folder(Arc<folder::Folder>),
    S3(Arc<s3::S3>),
    Memory(Arc<memory::Memory>),
}

/// A handle on the place where blobs lie. Clones share it.
#[derive(Clone, Debug)]
pub struct Blobs(Store);

impl Blobs {
    /// Blobs in a folder of this machine, made if need be, with what crashed processes left half-written swept away.
    /// Several processes may use the same folder at once.
    ///
    /// # Errors
    /// When the folder can't be made or written to.
    pub async fn folder(root: impl AsRef<Path>) -> Result<Self, BlobError> {
        let root = root.as_ref().to_owned();
        Ok(Self(Store::Folder(Arc::new(folder::run(move || folder::Folder::open(&root)).await?))))
    }

    /// Blobs in a bucket: `s3://bucket[/prefix][?endpoint=http://host:port&region=name]`. The keys come from
    /// `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY` or whatever else AWS's own tools would find in the environment,
    /// or stand in the address as `s3://key:secret@bucket`.
    ///
    /// The bucket should expire unfinished multipart uploads by a lifecycle rule: a process that is killed can't
    /// remove its own.
    ///
    /// # Errors
    /// When the address can't be understood, or the bucket can't be written to.
    pub async fn s3(url: &str, tasks: &Tasks) -> Result<Self, BlobError> {
        Ok(Self(Store::S3(Arc::new(s3::S3::open(url, tasks).await?))))
    }

    /// Blobs in memory, for tests.
    #[must_use]
    pub fn memory() -> Self {
        Self::memory_of(u64::MAX)
    }

    /// Blobs in memory with room for `capacity` bytes, for tests of what happens when there is none left.
    #[must_use]
    pub fn memory_of(capacity: u64) -> Self {
        Self(Store::Memory(Arc::new(memory::Memory::new(capacity))))
    }

    /// Stores a body of up to `limit` bytes under `key`. When it returns, the bytes are durable. When it fails or is
    /// dropped, nothing of them is left (on S3: is left for long).
    ///
    /// # Errors
    /// The body's own error, [`BlobError::TooLarge`], [`BlobError::Full`] or the store's failure.
    pub async fn put(
        &self,
        key: &BlobKey,
        body: impl Stream<Item = Result<Bytes, BlobError>> + Send,
        limit: u64,
    ) -> Result<Stored, BlobError> {
        match &self.0 {
            Store::Folder(folder) => folder.put(*key, body, limit).await,
            Store::S3(s3) => s3.put(*key, body, limit).await,
            Store::Memory(memory) => memory.put(*key, body, limit).await,
        }
    }

    /// The bytes under `key`, or `range` of them: cut off at the blob's end.
    ///
    /// # Errors
    /// [`BlobError::NotFound`]; [`BlobError::Range`] when a range that is not empty begins at or after the end; or
    /// the store's failure.
    pub async fn get(&self, key: &BlobKey, range: Option<Range<u64>>) -> Result<BlobStream, BlobError> {
        match &self.0 {
            Store::Folder(folder) => folder.get(*key, range).await,
            Store::S3(s3) => s3.get(*key, range).await,
            Store::Memory(memory) => memory.get(*key, range),
        }
    }

    /// Removes the bytes under `key`, durably. That they are gone already is no error, so that it can be tried again.
    ///
    /// # Errors
    /// The store's failure.
    pub async fn delete(&self, key: &BlobKey) -> Result<(), BlobError> {
        match &self.0 {
            Store::Folder(folder) => folder.delete(*key).await,
            Store::S3(s3) => s3.delete(*key).await,
            Store::Memory(memory) => {
                memory.delete(*key);
                Ok(())
            }
        }
    }

    /// Whether bytes can be stored now: a folder is written to, a bucket is asked.
    pub async fn health(&self) -> PartHealth {
        match &self.0 {
            Store::Folder(folder) => folder.health().await,
            Store::S3(s3) => s3.health().await,
            Store::Memory(_) => PartHealth::ok(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_key_is_sharded_by_what_is_random_in_the_id() {
        let id: BlobId = "0193b0a0-7c3e-7aaa-8bbb-ccddeeff1a2b".parse().unwrap();
        assert_eq!(BlobKey::from(id).to_string(), "2b/1a/0193b0a0-7c3e-7aaa-8bbb-ccddeeff1a2b");
        assert_eq!(BlobKey::from(id).id(), id);
    }

    #[test]
    fn what_the_system_says_of_a_full_disk_is_storage_full() {
        for kind in [io::ErrorKind::StorageFull, io::ErrorKind::QuotaExceeded, io::ErrorKind::FileTooLarge] {
            assert_eq!(Problem::from(BlobError::from(io::Error::from(kind))).code(), Code::StorageFull);
        }
        assert_eq!(Problem::from(BlobError::from(io::Error::from(io::ErrorKind::NotFound))).code(), Code::NotFound);
        let broken = Problem::from(BlobError::from(io::Error::other("disk fell out")));
        assert_eq!(broken.code(), Code::Unavailable);
        assert!(!broken.detail().contains("disk fell out"));
        assert!(broken.inside().unwrap().contains("disk fell out"));
    }

    proptest! {
        #[test]
        fn a_range_gives_the_bytes_that_it_shares_with_the_blob(size in 0u64..1000, start in 0u64..1200, end in 0u64..1200) {
            let shared = (0..size).filter(|at| (start..end).contains(at)).count() as u64;
            match resolve(Some(start..end), size) {
                Ok(range) => {
                    prop_assert!(range.end <= size);
                    prop_assert_eq!(range.end - range.start, shared);
                }
                Err(BlobError::Range { size: told }) => {
                    prop_assert_eq!(told, size);
                    prop_assert!(shared == 0 && start >= size && start < end);
                }
                Err(other) => prop_assert!(false, "{other}"),
            }
            prop_assert_eq!(resolve(None, size).unwrap(), 0..size);
        }
    }
}
