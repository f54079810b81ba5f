//! Blobs in a real S3 server. Every test uses a prefix of its own in the bucket.

use std::{
    ops::Range,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use bytes::Bytes;
use futures::{Stream, StreamExt, TryStreamExt, stream};
use kernel::{BlobId, Clock, Rng, SystemClock, SystemEntropy};
use platform::{
    blob::{BlobError, BlobKey, Blobs},
    health::Status,
    tasks::Tasks,
};

const MIB: usize = 1024 * 1024;

/// The test bucket, made if need be, with a fresh prefix.
fn url() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let endpoint = super::address(
        "FLUX_TEST_S3_URL",
        "`moto_server -H 127.0.0.1 -p 45009`, then FLUX_TEST_S3_URL=http://127.0.0.1:45009 (or `make services`)",
    );
    make_bucket(endpoint.strip_prefix("http://").expect("the test server speaks plain HTTP").trim_end_matches('/'));
    let prefix = format!("{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    format!("s3://test:test@flux/{prefix}?endpoint={endpoint}&region=us-east-1")
}

/// The test server takes this unsigned; that the bucket is there already is fine.
fn make_bucket(host: &str) {
    use std::io::{Read, Write};
    let mut server = std::net::TcpStream::connect(host).expect("the S3 server that FLUX_TEST_S3_URL names");
    write!(server, "PUT /flux HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    server.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200") || answer.starts_with("HTTP/1.1 409"), "{answer}");
}

fn key() -> BlobKey {
    BlobId::generate(&Clock::new(SystemClock), &Rng::new(SystemEntropy::from_os().unwrap())).into()
}

fn pattern(length: usize) -> Vec<u8> {
    (0..length).map(|at| u8::try_from((at * 31 + at / 251) % 256).unwrap()).collect()
}

fn body(bytes: &[u8]) -> impl Stream<Item = Result<Bytes, BlobError>> + Send + use<> {
    let chunks: Vec<_> = bytes.chunks(100_000).map(|chunk| Ok(Bytes::copy_from_slice(chunk))).collect();
    stream::iter(chunks)
}

async fn read(blobs: &Blobs, key: BlobKey, range: Option<Range<u64>>) -> Result<Vec<u8>, BlobError> {
    let stream = blobs.get(&key, range).await?;
    let told = stream.length();
    let all = stream.try_collect::<Vec<Bytes>>().await?.concat();
    assert_eq!(told, all.len() as u64);
    Ok(all)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_put_is_what_is_got_small_and_in_parts() {
    let blobs = Blobs::s3(&url(), &Tasks::new()).await.unwrap();
    for size in [0, 1, 300_000, 5 * MIB, 5 * MIB + 1, 12 * MIB + 345] {
        let (key, bytes) = (key(), pattern(size));
        let stored = blobs.put(&key, body(&bytes), 100 * MIB as u64).await.unwrap();
        assert_eq!(stored.size, size as u64);
        assert_eq!(stored.blake3, *blake3::hash(&bytes).as_bytes());
        assert!(read(&blobs, key, None).await.unwrap() == bytes, "{size}");
        blobs.delete(&key).await.unwrap();
        assert!(matches!(blobs.get(&key, None).await, Err(BlobError::NotFound)));
    }
}

#[tokio::test]
async fn ranges_are_cut_off_at_the_end_and_must_begin_before_it() {
    let blobs = Blobs::s3(&url(), &Tasks::new()).await.unwrap();
    let (key, bytes) = (key(), pattern(1000));
    blobs.put(&key, body(&bytes), 1000).await.unwrap();
    for (range, expected) in [(0..1, 0..1), (10..20, 10..20), (999..1000, 999..1000), (990..5000, 990..1000)] {
        assert_eq!(read(&blobs, key, Some(range)).await.unwrap(), bytes[expected]);
    }
    assert_eq!(read(&blobs, key, Some(5..5)).await.unwrap(), b"");
    for range in [1000..1001, 4000..5000] {
        assert!(matches!(blobs.get(&key, Some(range)).await, Err(BlobError::Range { size: 1000 })));
    }
}

#[tokio::test]
async fn what_is_missing_is_not_found_and_may_be_deleted_again() {
    let blobs = Blobs::s3(&url(), &Tasks::new()).await.unwrap();
    let key = key();
    for range in [None, Some(0..0), Some(5..9)] {
        assert!(matches!(blobs.get(&key, range).await, Err(BlobError::NotFound)));
    }
    blobs.delete(&key).await.unwrap();
}

#[tokio::test]
async fn what_fails_or_is_dropped_leaves_nothing() {
    let tasks = Tasks::new();
    let blobs = Blobs::s3(&url(), &tasks).await.unwrap();
    let bytes = pattern(12 * MIB);
    let (too_large, broken, dropped) = (key(), key(), key());

    let refused = blobs.put(&too_large, body(&bytes), 12 * MIB as u64 - 1).await;
    assert!(matches!(refused, Err(BlobError::TooLarge { .. })), "{refused:?}");

    let breaks = body(&bytes).chain(stream::once(async { Err(BlobError::Body("gone".into())) }));
    assert!(matches!(blobs.put(&broken, breaks, u64::MAX).await, Err(BlobError::Body(_))));

    let hangs = body(&bytes).chain(stream::pending());
    let put = blobs.put(&dropped, hangs, 100 * MIB as u64);
    assert!(tokio::time::timeout(Duration::from_secs(2), put).await.is_err());

    tasks.drain(Duration::from_secs(20)).await.unwrap();
    for key in [too_large, broken, dropped] {
        assert!(matches!(blobs.get(&key, None).await, Err(BlobError::NotFound)));
    }
}

#[tokio::test]
async fn health_says_whether_the_bucket_answers() {
    let url = url();
    let blobs = Blobs::s3(&url, &Tasks::new()).await.unwrap();
    let health = blobs.health().await;
    assert_eq!(health.status, Status::Ok, "{health:?}");
    assert!(health.latency_ms.is_some());
}

#[tokio::test]
async fn a_bucket_that_is_not_there_fails_at_start() {
    let url = url().replace("@flux", "@no-such-bucket");
    assert!(Blobs::s3(&url, &Tasks::new()).await.is_err());
}
