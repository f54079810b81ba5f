use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use futures::{TryStreamExt, stream};
use kernel::BlobId;
use proptest::prelude::*;

use super::*;

fn key(number: u64) -> BlobKey {
    BlobId::from_uuid(uuid::Uuid::from_u128(u128::from(number))).into()
}

fn fresh_key() -> BlobKey {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    key(NEXT.fetch_add(1, Ordering::Relaxed))
}

fn pattern(length: usize) -> Vec<u8> {
    (0..length).map(|at| u8::try_from((at * 31 + at / 251) % 256).unwrap()).collect()
}

fn body(bytes: &[u8], chunk: usize) -> impl Stream<Item = Result<Bytes, BlobError>> + Send + use<> {
    let chunks: Vec<_> = bytes.chunks(chunk).map(|chunk| Ok(Bytes::copy_from_slice(chunk))).collect();
    stream::iter(chunks)
}

async fn read(folder: &Folder, key: BlobKey, range: Option<Range<u64>>) -> Result<Vec<u8>, BlobError> {
    let stream = folder.get(key, range).await?;
    let told = stream.length();
    let all = stream.try_collect::<Vec<Bytes>>().await?.concat();
    assert_eq!(told, all.len() as u64);
    Ok(all)
}

/// All files below `path` but locks.
fn files(path: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(path).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.file_name().unwrap() != "lock" {
            found.push(path);
        }
    }
    found
}

async fn wait_until_empty(path: &Path) {
    for _ in 0..500 {
        if files(path).is_empty() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("left behind: {:?}", files(path));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn what_is_put_is_what_is_got(
        size in prop_oneof![0..5usize, 0..2_000usize, CHUNK - 2..CHUNK + 3, 3 * CHUNK - 2..3 * CHUNK + 3, 0..900_000usize],
        chunk in prop_oneof![1..100_000usize, CHUNK - 1..CHUNK + 2, Just(2_000_000usize)],
        start in 0..1_000_000u64,
        length in 0..1_000_000u64,
    ) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let root = tempfile::tempdir().unwrap();
            let folder = Folder::open(root.path()).unwrap();
            let bytes = pattern(size);
            // A million one-byte chunks prove nothing more.
            let chunk = chunk.max(size / 2_000 + 1);
            let stored = folder.put(key(1), body(&bytes, chunk), size as u64).await.unwrap();
            assert_eq!(stored, Stored { size: size as u64, blake3: blake3::hash(&bytes).into() });
            assert_eq!(read(&folder, key(1), None).await.unwrap(), bytes);
            let part = read(&folder, key(1), Some(start..start + length)).await;
            match part {
                Ok(part) => {
                    let from = usize::try_from(start).unwrap().min(size);
                    let to = usize::try_from(start + length).unwrap().min(size);
                    assert_eq!(part, &bytes[from..to]);
                }
                Err(BlobError::Range { size: told }) => assert!(told == size as u64 && start >= told && length > 0),
                Err(other) => panic!("{other}"),
            }
            // Nothing but the blob itself is there.
            assert_eq!(files(root.path()).len(), 1);
            folder.delete(key(1)).await.unwrap();
            assert!(files(root.path()).is_empty());
        });
    }
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused_and_leaves_nothing() {
    let root = tempfile::tempdir().unwrap();
    let folder = Folder::open(root.path()).unwrap();
    for (size, limit) in [(11, 10), (1, 0), (3 * CHUNK, 3 * CHUNK - 1), (3 * CHUNK, CHUNK)] {
        let refused = folder.put(fresh_key(), body(&pattern(size), 1000), limit as u64).await;
        assert!(matches!(refused, Err(BlobError::TooLarge { limit: told }) if told == limit as u64), "{refused:?}");
        assert!(files(root.path()).is_empty());
    }
    folder.put(fresh_key(), body(&pattern(10), 3), 10).await.unwrap();
}

#[tokio::test]
async fn a_body_that_breaks_off_leaves_nothing() {
    let root = tempfile::tempdir().unwrap();
    let folder = Folder::open(root.path()).unwrap();
    for before in [0, 10, CHUNK, 5 * CHUNK + 7] {
        let broken = body(&pattern(before), 64 * 1024)
            .chain(stream::once(async { Err(BlobError::Body("the client went away".into())) }));
        let failed = folder.put(fresh_key(), broken, u64::MAX).await;
        assert!(matches!(failed, Err(BlobError::Body(_))), "{failed:?}");
        assert!(files(root.path()).is_empty());
    }
}

#[tokio::test]
async fn a_dropped_put_leaves_nothing() {
    let root = tempfile::tempdir().unwrap();
    let folder = Folder::open(root.path()).unwrap();
    for before in [0, 10, CHUNK, 5 * CHUNK + 7] {
        let hanging = body(&pattern(before), 64 * 1024).chain(stream::pending());
        let put = folder.put(fresh_key(), hanging, u64::MAX);
        assert!(tokio::time::timeout(Duration::from_millis(50), put).await.is_err());
        wait_until_empty(root.path()).await;
    }
}

/// Dropped at any moment, also between the rename and the answer.
#[tokio::test(flavor = "multi_thread")]
async fn a_put_dropped_at_any_moment_is_whole_or_gone() {
    let root = tempfile::tempdir().unwrap();
    let folder = Folder::open(root.path()).unwrap();
    let bytes = pattern(2 * CHUNK);
    let mut kept = 0;
    for wait in 0..120_u64 {
        let key = fresh_key();
        let put = folder.put(key, body(&bytes, 64 * 1024), u64::MAX);
        if tokio::time::timeout(Duration::from_micros(wait * 50), put).await.is_ok() {
            kept += 1;
            assert_eq!(read(&folder, key, None).await.unwrap(), bytes);
            folder.delete(key).await.unwrap();
        }
    }
    wait_until_empty(root.path()).await;
    assert!(kept < 120);
}

#[tokio::test]
async fn what_is_missing_is_not_found_and_may_be_deleted_again() {
    let root = tempfile::tempdir().unwrap();
    let folder = Folder::open(root.path()).unwrap();
    assert!(matches!(folder.get(key(1), None).await, Err(BlobError::NotFound)));
    assert!(matches!(folder.get(key(1), Some(0..0)).await, Err(BlobError::NotFound)));
    folder.delete(key(1)).await.unwrap();
}

#[tokio::test]
async fn a_blob_that_was_cut_short_behind_our_back_is_an_error_not_a_short_answer() {
    let root = tempfile::tempdir().unwrap();
    let folder = Folder::open(root.path()).unwrap();
    folder.put(key(1), body(&pattern(4 * CHUNK), CHUNK), u64::MAX).await.unwrap();
    let stream = folder.get(key(1), None).await.unwrap();
    File::options().write(true).open(folder.shelves.path(key(1))).unwrap().set_len(CHUNK as u64).unwrap();
    assert!(matches!(stream.try_collect::<Vec<_>>().await, Err(BlobError::Io(_))));
}

#[tokio::test]
async fn shards_that_were_tidied_away_are_made_again() {
    let root = tempfile::tempdir().unwrap();
    let folder = Folder::open(root.path()).unwrap();
    let (first, second) = (key(0x0100), key(0x0001_0100));
    folder.put(first, body(b"one", 1), 10).await.unwrap();
    folder.delete(first).await.unwrap();
    std::fs::remove_dir_all(folder.shelves.path(first).parent().unwrap().parent().unwrap()).unwrap();
    folder.put(second, body(b"two", 1), 10).await.unwrap();
    assert_eq!(read(&folder, second, None).await.unwrap(), b"two");
}

#[tokio::test]
async fn opening_sweeps_what_the_dead_left_and_spares_the_living() {
    let root = tempfile::tempdir().unwrap();
    // A process that died has a folder whose lock nobody holds.
    let dead = root.path().join("tmp/1");
    std::fs::create_dir_all(&dead).unwrap();
    std::fs::write(dead.join("lock"), "").unwrap();
    std::fs::write(dead.join("0"), "half of an upload").unwrap();

    let old = Folder::open(root.path()).unwrap();
    assert!(!dead.exists());
    let (bytes, go_on) = (pattern(3 * CHUNK), Arc::new(tokio::sync::Notify::new()));
    let slow = {
        let go_on = Arc::clone(&go_on);
        body(&bytes, CHUNK).chain(stream::once(async move {
            go_on.notified().await;
            Ok(Bytes::from_static(b"the end"))
        }))
    };
    let put = old.put(key(9), slow, u64::MAX);
    let next_release = async {
        while files(old.staging.path()).is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let new = Folder::open(root.path()).unwrap();
        assert_ne!(new.staging.path(), old.staging.path());
        new.put(key(10), body(b"meanwhile", 4), 100).await.unwrap();
        go_on.notify_one();
    };
    let (stored, ()) = tokio::join!(put, next_release);
    assert_eq!(stored.unwrap().size, bytes.len() as u64 + 7);
    drop(old);
    assert_eq!(files(&root.path().join("tmp")), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn a_full_disk_is_full_and_leaves_nothing() {
    let root = tempfile::tempdir().unwrap();
    // `/dev/full` answers as a full disk does, without one. A directory entry stands for the half-written file.
    let path = root.path().join("half-written");
    std::fs::write(&path, "").unwrap();
    let file = File::options().write(true).open("/dev/full").unwrap();
    let mut writer = Writer { file: TempFile::of(file, path.clone()), hasher: blake3::Hasher::new(), size: 0 };
    let error = writer.write(b"anything").unwrap_err();
    assert!(matches!(BlobError::from(error), BlobError::Full));
    drop(writer);
    assert!(!path.exists());
}

/// A file system with room for one MiB, if we may mount one.
struct Tiny(tempfile::TempDir);

impl Tiny {
    fn mount() -> Option<Self> {
        let root = tempfile::tempdir().unwrap();
        let mounted = std::process::Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=1m", "tmpfs"])
            .arg(root.path())
            .stderr(std::process::Stdio::null())
            .status();
        mounted.is_ok_and(|status| status.success()).then(|| Self(root))
    }
}

impl Drop for Tiny {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

/// The same with a real file system. Mounting needs root; the test above holds without.
#[tokio::test]
async fn a_put_onto_a_full_file_system_is_refused_and_the_room_comes_back() {
    let Some(tiny) = Tiny::mount() else { return };
    let root = tiny.0.path().join("blobs");
    let folder = Folder::open(&root).unwrap();
    for _ in 0..3 {
        let refused = folder.put(fresh_key(), body(&pattern(3 * 1024 * 1024), 64 * 1024), u64::MAX).await;
        assert!(matches!(refused, Err(BlobError::Full)), "{refused:?}");
        assert!(files(&root).is_empty());
    }
    // What fits is stored; then health says why nothing more will be.
    folder.put(key(1), body(&pattern(700 * 1024), 64 * 1024), u64::MAX).await.unwrap();
    assert_eq!(folder.health().await.status, crate::health::Status::Ok);
    std::fs::write(root.join("filler"), pattern(2 * 1024 * 1024)).unwrap_err();
    let health = folder.health().await;
    assert_eq!(health.status, crate::health::Status::Down);
    assert_eq!(health.detail.as_deref(), Some("there is no room left"));
}

#[tokio::test]
async fn a_folder_that_is_gone_is_down() {
    let root = tempfile::tempdir().unwrap();
    let folder = Folder::open(root.path()).unwrap();
    assert_eq!(folder.health().await.status, crate::health::Status::Ok);
    std::fs::remove_dir_all(root.path()).unwrap();
    assert_eq!(folder.health().await.status, crate::health::Status::Down);
    assert!(folder.put(key(1), body(b"x", 1), 1).await.is_err());
}
