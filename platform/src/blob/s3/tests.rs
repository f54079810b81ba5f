use std::sync::atomic::{AtomicUsize, Ordering};

use futures::stream;
use kernel::BlobId;
use object_store::memory::InMemory;

use super::*;

fn key() -> BlobKey {
    BlobId::from_uuid(uuid::Uuid::from_u128(7)).into()
}

fn zeros(size: u64, chunk: u64) -> impl Stream<Item = Result<Bytes, BlobError>> + Send {
    let mut left = size;
    stream::iter(std::iter::from_fn(move || {
        let now = left.min(chunk);
        left -= now;
        (now > 0).then(|| Ok(Bytes::from(vec![0; usize::try_from(now).unwrap()])))
    }))
}

#[test]
fn addresses_are_understood_or_refused_with_the_reason() {
    let (builder, prefix) =
        understand("s3://key:s%2Fcret@bucket/a/b?endpoint=http://127.0.0.1:9000&region=eu-west-1").unwrap();
    let value = |key| builder.get_config_value(&key);
    assert_eq!(value(AmazonS3ConfigKey::Bucket).as_deref(), Some("bucket"));
    assert_eq!(value(AmazonS3ConfigKey::SecretAccessKey).as_deref(), Some("s/cret"));
    assert_eq!(value(AmazonS3ConfigKey::Region).as_deref(), Some("eu-west-1"));
    // In clear, bytes are signed; under TLS they need not be.
    assert_eq!(value(AmazonS3ConfigKey::UnsignedPayload).as_deref(), Some("false"));
    assert_eq!(prefix.as_ref(), "a/b");
    for wrong in ["bucket", "https://bucket", "s3://", "s3://bucket?endpint=http://x"] {
        assert!(matches!(understand(wrong), Err(BlobError::Address(_))), "{wrong}");
    }
}

#[test]
fn what_stores_answer_when_they_are_full_is_full() {
    let full = object_store::Error::Generic {
        store: "S3",
        source: "Server returned non-2xx status code: 507 Insufficient Storage: ".into(),
    };
    assert!(matches!(failure(full), BlobError::Full));
    let other = object_store::Error::Generic { store: "S3", source: "500 Internal Server Error".into() };
    assert!(matches!(failure(other), BlobError::Io(_)));
}

#[tokio::test]
async fn one_part_is_one_request_and_more_are_a_multipart_upload() {
    let counting = Arc::new(Counting::new(usize::MAX));
    let s3 = S3::over(Arc::clone(&counting) as Arc<dyn ObjectStore>, &Tasks::new());
    for (size, parts) in
        [(0, 0), (1, 0), (SMALLEST_PART, 0), (SMALLEST_PART + 1, 2), (3 * SMALLEST_PART, 3), (3 * SMALLEST_PART + 9, 4)]
    {
        counting.parts.store(0, Ordering::SeqCst);
        let stored = s3.put(key(), zeros(size, 100_000), 1 << 30).await.unwrap();
        assert_eq!(stored.size, size);
        assert_eq!(counting.parts.load(Ordering::SeqCst), parts, "{size}");
        assert_eq!(s3.get(key(), None).await.unwrap().length(), size);
    }
}

#[tokio::test]
async fn a_part_that_fails_aborts_the_upload() {
    let counting = Arc::new(Counting::new(2));
    let s3 = S3::over(Arc::clone(&counting) as Arc<dyn ObjectStore>, &Tasks::new());
    let failed = s3.put(key(), zeros(5 * SMALLEST_PART, 1_000_000), 1 << 30).await;
    assert!(matches!(failed, Err(BlobError::Io(_))));
    assert_eq!(counting.aborts.load(Ordering::SeqCst), 1);
    assert!(matches!(s3.get(key(), None).await, Err(BlobError::NotFound)));
}

#[tokio::test]
async fn a_dropped_put_aborts_the_upload_and_a_drain_waits_for_that() {
    let counting = Arc::new(Counting::new(usize::MAX));
    let tasks = Tasks::new();
    let s3 = S3::over(Arc::clone(&counting) as Arc<dyn ObjectStore>, &tasks);
    let hanging = zeros(3 * SMALLEST_PART, 1_000_000).chain(stream::pending());
    let put = s3.put(key(), hanging, 1 << 30);
    assert!(tokio::time::timeout(Duration::from_millis(300), put).await.is_err());
    tasks.drain(Duration::from_secs(5)).await.unwrap();
    assert_eq!(counting.aborts.load(Ordering::SeqCst), 1);
    assert!(matches!(s3.get(key(), None).await, Err(BlobError::NotFound)));
}

/// Memory that counts parts and aborts, and fails at a part.
#[derive(Debug)]
struct Counting {
    inner: InMemory,
    parts: Arc<AtomicUsize>,
    aborts: Arc<AtomicUsize>,
    fails_at: usize,
}

impl Counting {
    fn new(fails_at: usize) -> Self {
        Self { inner: InMemory::new(), parts: Arc::default(), aborts: Arc::default(), fails_at }
    }
}

impl fmt::Display for Counting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Counting")
    }
}

#[derive(Debug)]
struct CountingUpload {
    inner: Box<dyn MultipartUpload>,
    parts: Arc<AtomicUsize>,
    aborts: Arc<AtomicUsize>,
    fails_at: usize,
}

#[async_trait::async_trait]
impl MultipartUpload for CountingUpload {
    fn put_part(&mut self, data: PutPayload) -> UploadPart {
        if self.parts.fetch_add(1, Ordering::SeqCst) == self.fails_at {
            let error = object_store::Error::Generic { store: "Counting", source: "on purpose".into() };
            return Box::pin(std::future::ready(Err(error)));
        }
        self.inner.put_part(data)
    }

    async fn complete(&mut self) -> object_store::Result<object_store::PutResult> {
        self.inner.complete().await
    }

    async fn abort(&mut self) -> object_store::Result<()> {
        self.aborts.fetch_add(1, Ordering::SeqCst);
        self.inner.abort().await
    }
}

#[async_trait::async_trait]
impl ObjectStore for Counting {
    async fn put_opts(
        &self,
        location: &Path,
        payload: PutPayload,
        options: object_store::PutOptions,
    ) -> object_store::Result<object_store::PutResult> {
        self.inner.put_opts(location, payload, options).await
    }

    async fn put_multipart_opts(
        &self,
        location: &Path,
        options: object_store::PutMultipartOptions,
    ) -> object_store::Result<Box<dyn MultipartUpload>> {
        Ok(Box::new(CountingUpload {
            inner: self.inner.put_multipart_opts(location, options).await?,
            parts: Arc::clone(&self.parts),
            aborts: Arc::clone(&self.aborts),
            fails_at: self.fails_at,
        }))
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> object_store::Result<object_store::GetResult> {
        self.inner.get_opts(location, options).await
    }

    fn delete_stream(
        &self,
        locations: stream::BoxStream<'static, object_store::Result<Path>>,
    ) -> stream::BoxStream<'static, object_store::Result<Path>> {
        self.inner.delete_stream(locations)
    }

    fn list(
        &self,
        prefix: Option<&Path>,
    ) -> stream::BoxStream<'static, object_store::Result<object_store::ObjectMeta>> {
        self.inner.list(prefix)
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> object_store::Result<object_store::ListResult> {
        self.inner.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: object_store::CopyOptions) -> object_store::Result<()> {
        self.inner.copy_opts(from, to, options).await
    }
}
