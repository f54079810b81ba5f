//! Blobs in an S3 bucket, through `object_store`.
//!
//! A body that fits one part is one request. A longer one is a multipart upload: a part fills while up to
//! [`IN_FLIGHT`] others are on their way, so that at most `(IN_FLIGHT + 1)` parts are in memory.

use std::{
    fmt,
    ops::Range,
    pin::pin,
    sync::Arc,
    time::{Duration, Instant},
};

use bytes::{Bytes, BytesMut};
use futures::{Stream, StreamExt, TryStreamExt, stream::FuturesUnordered};
use object_store::{
    ClientOptions, GetOptions, GetRange, MultipartUpload, ObjectStore, ObjectStoreExt, PutPayload, RetryConfig,
    UploadPart,
    aws::{AmazonS3Builder, AmazonS3ConfigKey},
    path::Path,
};
// Not named in the code: the features that Cargo.toml gives it are what lets object_store speak TLS.
use reqwest as _;
use url::Url;

use super::{Allowance, BlobError, BlobKey, BlobStream, Stored, resolve};
use crate::{health::PartHealth, tasks::Tasks};

/// S3's smallest part, and what we use while the limit is below 48 GiB.
const SMALLEST_PART: u64 = 5 * 1024 * 1024;

/// The biggest part that we are ready to hold in memory; it allows blobs of 625 GiB.
const BIGGEST_PART: u64 = 64 * 1024 * 1024;

/// S3's most parts per object.
const MAX_PARTS: u64 = 10_000;

/// Parts on their way at once.
const IN_FLIGHT: usize = 2;

/// How long S3 may say nothing before the request counts as failed.
const SILENCE: Duration = Duration::from_secs(60);

/// For how long a failing request is tried again.
const RETRY_FOR: Duration = Duration::from_secs(20);

/// An object written at start, to fail then and not at the first upload, and asked for by health checks.
const MARKER: &str = "flux-blob-store";

pub(super) struct S3 {
    store: Arc<dyn ObjectStore>,
    prefix: Path,
    tasks: Tasks,
}

impl S3 {
    pub(super) async fn open(address: &str, tasks: &Tasks) -> Result<Self, BlobError> {
        // Whoever set a provider already has made this choice for the process.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let (builder, prefix) = understand(address)?;
        let store = builder.build().map_err(|error| BlobError::Address(error.to_string()))?;
        let s3 = Self { store: Arc::new(store), prefix, tasks: tasks.clone() };
        s3.store.put(&s3.marker(), PutPayload::new()).await.map_err(failure)?;
        Ok(s3)
    }

    #[cfg(test)]
    pub(super) fn over(store: Arc<dyn ObjectStore>, tasks: &Tasks) -> Self {
        Self { store, prefix: Path::default(), tasks: tasks.clone() }
    }

    fn marker(&self) -> Path {
        self.prefix.clone().join(MARKER)
    }

    fn path(&self, key: BlobKey) -> Path {
        self.prefix.parts().chain(Path::from(key.to_string()).parts()).collect()
    }

    pub(super) async fn put(
        &self,
        key: BlobKey,
        body: impl Stream<Item = Result<Bytes, BlobError>> + Send,
        limit: u64,
    ) -> Result<Stored, BlobError> {
        let mut unfinished = Unfinished {
            store: Arc::clone(&self.store),
            path: self.path(key),
            tasks: self.tasks.clone(),
            upload: None,
            begun: false,
        };
        let stored = unfinished.take_in(body, limit).await;
        match stored {
            Ok(_) => unfinished.begun = false,
            Err(_) => unfinished.clean_up().await,
        }
        stored
    }

    pub(super) async fn get(&self, key: BlobKey, range: Option<Range<u64>>) -> Result<BlobStream, BlobError> {
        let path = self.path(key);
        if range.as_ref().is_some_and(Range::is_empty) {
            // S3 has no way to ask for nothing.
            self.store.head(&path).await.map_err(failure)?;
            return Ok(BlobStream::new(0, futures::stream::empty()));
        }
        let options = GetOptions { range: range.clone().map(GetRange::Bounded), ..GetOptions::default() };
        match self.store.get_opts(&path, options).await {
            Ok(found) => {
                let length = found.range.end - found.range.start;
                Ok(BlobStream::new(length, found.into_stream().map_err(failure)))
            }
            Err(error) => {
                // Was it the range? The stores differ in how they say so.
                if range.is_some() && !matches!(error, object_store::Error::NotFound { .. }) {
                    let size = self.store.head(&path).await.map_err(failure)?.size;
                    resolve(range, size)?;
                }
                Err(failure(error))
            }
        }
    }

    pub(super) async fn delete(&self, key: BlobKey) -> Result<(), BlobError> {
        match self.store.delete(&self.path(key)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(failure(error)),
        }
    }

    pub(super) async fn health(&self) -> PartHealth {
        let begun = Instant::now();
        match self.store.head(&self.marker()).await {
            Ok(_) => PartHealth::ok(),
            Err(object_store::Error::NotFound { .. }) => {
                PartHealth::degraded("the bucket answers but has lost our marker: was it emptied or replaced?")
            }
            Err(error) => {
                tracing::warn!(error = %error, "the blob store does not answer as it should");
                PartHealth::down("the bucket does not answer as it should; the log says why")
            }
        }
        .taking(begun.elapsed())
    }
}

impl fmt::Debug for S3 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "S3({}/{})", self.store, self.prefix)
    }
}

/// Reads an address as described at [`Blobs::s3`](super::Blobs::s3).
fn understand(address: &str) -> Result<(AmazonS3Builder, Path), BlobError> {
    let wrong = |why: &str| BlobError::Address(why.to_owned());
    let url = Url::parse(address).map_err(|error| wrong(&format!("it is no URL ({error})")))?;
    let bucket = url.host_str().filter(|host| !host.is_empty()).ok_or_else(|| wrong("it names no bucket"))?;
    if url.scheme() != "s3" {
        return Err(wrong("it does not begin with s3://"));
    }
    let retry = RetryConfig { max_retries: 5, retry_timeout: RETRY_FOR, ..RetryConfig::default() };
    let mut builder = AmazonS3Builder::from_env().with_bucket_name(bucket).with_retry(retry);
    if !url.username().is_empty() {
        let decode = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
        builder = builder
            .with_access_key_id(decode(url.username()))
            .with_secret_access_key(decode(url.password().unwrap_or_default()));
    }
    for (name, value) in url.query_pairs() {
        match &*name {
            "endpoint" => builder = builder.with_endpoint(value),
            "region" => builder = builder.with_region(value),
            _ => return Err(wrong(&format!("`{name}` means nothing in it; `endpoint` and `region` do"))),
        }
    }
    let in_clear =
        builder.get_config_value(&AmazonS3ConfigKey::Endpoint).is_some_and(|value| value.starts_with("http://"));
    let client = ClientOptions::new()
        .with_allow_http(in_clear)
        // A download takes as long as its reader does: bounded by silence, not by its length.
        .with_timeout_disabled()
        .with_read_timeout(SILENCE);
    // TLS keeps bytes from being changed on the way; without it their SHA-256 must be signed.
    Ok((builder.with_client_options(client).with_unsigned_payload(!in_clear), Path::from(url.path())))
}

fn failure(error: object_store::Error) -> BlobError {
    if matches!(error, object_store::Error::NotFound { .. }) {
        return BlobError::NotFound;
    }
    // What S3, MinIO, Ceph and Garage answer when a disk or a quota is full.
    let text = error.to_string();
    let is_full = ["507 Insufficient Storage", "XMinioStorageFull", "QuotaExceeded", "XMinioAdminBucketQuotaExceeded"]
        .iter()
        .any(|sign| text.contains(sign));
    if is_full { BlobError::Full } else { BlobError::Io(std::io::Error::other(error)) }
}

/// A put that is not through. Dropped while it has begun, it removes from the bucket what it brought there.
struct Unfinished {
    store: Arc<dyn ObjectStore>,
    path: Path,
    tasks: Tasks,
    upload: Option<Box<dyn MultipartUpload>>,
    begun: bool,
}

impl Unfinished {
    async fn take_in(
        &mut self,
        body: impl Stream<Item = Result<Bytes, BlobError>> + Send,
        limit: u64,
    ) -> Result<Stored, BlobError> {
        let mut body = pin!(body.fuse());
        // All parts are of one size, which some stores (R2) insist on; so it follows from what may come.
        let part = limit.div_ceil(MAX_PARTS).clamp(SMALLEST_PART, BIGGEST_PART);
        let mut allowance = Allowance::new(limit.min(part * MAX_PARTS));
        let part = usize::try_from(part).unwrap_or(usize::MAX);
        let mut hasher = blake3::Hasher::new();
        let mut filling = BytesMut::new();
        let mut in_flight: FuturesUnordered<UploadPart> = FuturesUnordered::new();
        loop {
            let chunk = tokio::select! {
                biased;
                Some(sent) = in_flight.next(), if !in_flight.is_empty() => {
                    sent.map_err(failure)?;
                    continue;
                }
                chunk = body.next() => chunk.transpose()?,
            };
            let Some(chunk) = chunk else { break };
            allowance.take(&chunk)?;
            hasher.update(&chunk);
            let mut rest = &chunk[..];
            while !rest.is_empty() {
                let (now, later) = rest.split_at(rest.len().min(part - filling.len()));
                filling.extend_from_slice(now);
                rest = later;
                // A full buffer is sent only when more follows: a body of exactly one part is one request.
                if filling.len() == part && !rest.is_empty() {
                    while in_flight.len() >= IN_FLIGHT {
                        in_flight.try_next().await.map_err(failure)?;
                    }
                    // Apart: `push` borrows what isn't `Sync` for as long as its argument takes.
                    let sent = self.send(std::mem::take(&mut filling)).await?;
                    in_flight.push(sent);
                }
            }
        }
        let stored = Stored { size: allowance.size, blake3: hasher.finalize().into() };
        if self.upload.is_none() {
            self.begun = true;
            self.store.put(&self.path, PutPayload::from(filling.freeze())).await.map_err(failure)?;
            return Ok(stored);
        }
        let last = self.send(filling).await?;
        in_flight.push(last);
        while in_flight.try_next().await.map_err(failure)?.is_some() {}
        if let Some(upload) = &mut self.upload {
            upload.complete().await.map_err(failure)?;
        }
        Ok(stored)
    }

    /// The request that sends a part, begun when it is polled.
    async fn send(&mut self, part: BytesMut) -> Result<UploadPart, BlobError> {
        let upload = match &mut self.upload {
            Some(upload) => upload,
            none => {
                self.begun = true;
                none.insert(self.store.put_multipart(&self.path).await.map_err(failure)?)
            }
        };
        Ok(upload.put_part(PutPayload::from(part.freeze())))
    }

    async fn clean_up(&mut self) {
        if std::mem::take(&mut self.begun) {
            remove(self.store.as_ref(), &self.path, self.upload.take()).await;
        }
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if self.begun {
            let (store, path, upload) = (Arc::clone(&self.store), self.path.clone(), self.upload.take());
            self.tasks.spawn("blob cleanup", async move { remove(store.as_ref(), &path, upload).await });
        }
    }
}

async fn remove(store: &dyn ObjectStore, path: &Path, upload: Option<Box<dyn MultipartUpload>>) {
    if let Some(mut upload) = upload
        && let Err(error) = upload.abort().await
    {
        // Also what is said when it had been completed: the answer was lost, and the object is removed below.
        tracing::warn!(blob.path = %path, error = %error, "a multipart upload could not be aborted");
    }
    match store.delete(path).await {
        Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
        Err(error) => tracing::warn!(blob.path = %path, error = %error, "a broken-off blob could not be removed"),
    }
}

#[cfg(test)]
mod tests;
