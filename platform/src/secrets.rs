//! The studio's own keys, made at first start and kept in one file that only its owner can read.
//!
//! Access tokens are signed with a ring of 512-bit keys: the newest signs, all verify, so that a rotation signs nobody out.
//! A running server notices a changed file within [`WATCH`], and at once when it meets a `kid` that it does not know.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use kernel::{Clock, Rng, Secret, Timestamp};
use parking_lot::RwLock;
use serde::{Deserialize, Serialize};

/// How often the file is looked at.
pub const WATCH: Duration = Duration::from_secs(5);
/// Bytes in a signing key: 512 bits, the block that HMAC-SHA-512 is at its best with (RFC 7518 §3.2).
const SIGNING_KEY_BYTES: usize = 64;
/// A key that no longer signs is kept for so long: far more than a token lives.
const RETIRED_FOR: Duration = Duration::from_secs(24 * 3600);
const FILE: &str = "keys.json";

/// A key that signs or verifies access tokens.
#[derive(Clone, Debug)]
pub struct SigningKey {
    /// Goes into the token's header.
    pub kid: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// 64 random bytes.
    pub key: Secret<Vec<u8>>,
}

/// As the file has it.
#[derive(Serialize, Deserialize)]
struct KeyFile {
    /// Newest first.
    signing: Vec<KeyRow>,
    /// The key that short-lived hashes (tickets, device signals) are made with.
    pepper: String,
}

#[derive(Serialize, Deserialize)]
struct KeyRow {
    kid: String,
    made_at: Timestamp,
    key: String,
}

struct Ring {
    signing: Vec<SigningKey>,
    pepper: Secret<Vec<u8>>,
    modified: Option<std::time::SystemTime>,
}

/// The keys in use. Cheap to clone.
#[derive(Clone)]
pub struct Secrets {
    path: PathBuf,
    ring: Arc<RwLock<Ring>>,
}

/// The key file can't be read or written; the message says which and why.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {reason}")]
pub struct SecretsError {
    path: String,
    reason: String,
}

impl Secrets {
    /// Opens the key file in `folder`, making both if they are not there.
    ///
    /// # Errors
    /// When they can't be made or read, or when others than the owner may read the file.
    pub fn open(folder: &Path, clock: &Clock, rng: &Rng) -> Result<Self, SecretsError> {
        let path = folder.join(FILE);
        let fail = |reason: String| SecretsError { path: path.display().to_string(), reason };
        fs::create_dir_all(folder).map_err(|error| fail(error.to_string()))?;
        restrict(folder, 0o700).map_err(|error| fail(error.to_string()))?;
        if !path.exists() {
            let file = KeyFile { signing: vec![new_key(clock, rng)], pepper: encode(&rng.bytes::<32>()) };
            write(&path, &file).map_err(&fail)?;
        }
        let ring = read(&path).map_err(&fail)?;
        Ok(Self { path, ring: Arc::new(RwLock::new(ring)) })
    }

    /// Adds a signing key and drops those that retired long ago. Tokens signed by the others stay valid.
    ///
    /// # Errors
    /// When the file can't be read or written.
    pub fn rotate(&self, clock: &Clock, rng: &Rng) -> Result<String, SecretsError> {
        let fail = |reason: String| SecretsError { path: self.path.display().to_string(), reason };
        let text = fs::read_to_string(&self.path).map_err(|error| fail(error.to_string()))?;
        let mut file: KeyFile = serde_json::from_str(&text).map_err(|error| fail(error.to_string()))?;
        let now = clock.now();
        // A key retired when its successor was made; the first of the list has not.
        let made: Vec<Timestamp> = file.signing.iter().map(|row| row.made_at).collect();
        let mut index = 0;
        file.signing.retain(|_| {
            let keep = index == 0 || now.since(made[index - 1]) < RETIRED_FOR;
            index += 1;
            keep
        });
        let key = new_key(clock, rng);
        let kid = key.kid.clone();
        file.signing.insert(0, key);
        write(&self.path, &file).map_err(&fail)?;
        *self.ring.write() = read(&self.path).map_err(&fail)?;
        Ok(kid)
    }

    /// Reads the file again if it has changed.
    ///
    /// # Errors
    /// When it can't be read; the keys in use stay.
    pub fn reload_if_changed(&self) -> Result<(), SecretsError> {
        let modified = fs::metadata(&self.path).and_then(|meta| meta.modified()).ok();
        if modified.is_some() && modified == self.ring.read().modified {
            return Ok(());
        }
        let ring = read(&self.path).map_err(|reason| SecretsError { path: self.path.display().to_string(), reason })?;
        *self.ring.write() = ring;
        Ok(())
    }

    /// The key to sign with.
    #[must_use]
    pub fn signing_key(&self) -> SigningKey {
        // `read` refuses an empty ring.
        self.ring.read().signing[0].clone()
    }

    /// The key that a token names.
    #[must_use]
    pub fn verifying_key(&self, kid: &str) -> Option<SigningKey> {
        let find = || self.ring.read().signing.iter().find(|key| key.kid == kid).cloned();
        find().or_else(|| {
            if let Err(error) = self.reload_if_changed() {
                tracing::error!(%error, "the keys could not be read again");
            }
            find()
        })
    }

    /// 32 bytes to key hashes with that need not be reversed.
    #[must_use]
    pub fn pepper(&self) -> Secret<Vec<u8>> {
        self.ring.read().pepper.clone()
    }
}

fn new_key(clock: &Clock, rng: &Rng) -> KeyRow {
    KeyRow { kid: encode(&rng.bytes::<9>()), made_at: clock.now(), key: encode(&rng.bytes::<SIGNING_KEY_BYTES>()) }
}

fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn read(path: &Path) -> Result<Ring, String> {
    check_private(path)?;
    let modified = fs::metadata(path).and_then(|meta| meta.modified()).ok();
    let text = Secret::new(fs::read_to_string(path).map_err(|error| error.to_string())?);
    let file: KeyFile = serde_json::from_str(text.expose()).map_err(|error| error.to_string())?;
    let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).map_err(|error| error.to_string());
    let mut signing = Vec::with_capacity(file.signing.len());
    for row in file.signing {
        let key = decode(&row.key)?;
        if key.len() < SIGNING_KEY_BYTES {
            return Err(format!("key {} is shorter than {SIGNING_KEY_BYTES} bytes", row.kid));
        }
        signing.push(SigningKey { kid: row.kid, made_at: row.made_at, key: Secret::new(key) });
    }
    if signing.is_empty() {
        return Err("it holds no signing key".to_owned());
    }
    Ok(Ring { signing, pepper: Secret::new(decode(&file.pepper)?), modified })
}

/// Written beside and renamed, so that a crash leaves the old or the new, never half.
fn write(path: &Path, file: &KeyFile) -> Result<(), String> {
    let text = Secret::new(serde_json::to_string_pretty(file).map_err(|error| error.to_string())?);
    let beside = path.with_extension("json.new");
    let attempt = || -> std::io::Result<()> {
        let mut options = fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut out = options.open(&beside)?;
        out.write_all(text.expose().as_bytes())?;
        out.sync_all()?;
        fs::rename(&beside, path)?;
        if let Some(folder) = path.parent() {
            fs::File::open(folder)?.sync_all()?;
        }
        Ok(())
    };
    attempt().map_err(|error| error.to_string())
}

#[cfg(unix)]
fn restrict(path: &Path, mode: u32) -> std::io::Result<()> {
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode))
}

#[cfg(not(unix))]
fn restrict(_: &Path, _: u32) -> std::io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn check_private(path: &Path) -> Result<(), String> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = fs::metadata(path).map_err(|error| error.to_string())?.permissions().mode();
    if mode & 0o077 == 0 { Ok(()) } else { Err(format!("others may read it (mode {:o}); chmod 600 it", mode & 0o777)) }
}

#[cfg(not(unix))]
fn check_private(_: &Path) -> Result<(), String> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use kernel::{ManualClock, SeededEntropy};

    use super::*;

    #[test]
    fn made_once_private_and_rotated_without_losing_the_old() {
        let folder = tempfile::tempdir().expect("a folder");
        let clock = ManualClock::at(Timestamp::from_millis(0));
        let (time, rng) = (Clock::new(clock.clone()), Rng::new(SeededEntropy::new(1)));
        let secrets = Secrets::open(folder.path(), &time, &rng).expect("made");
        let first = secrets.signing_key();
        assert_eq!(first.key.expose().len(), 64);
        let again = Secrets::open(folder.path(), &time, &rng).expect("read");
        assert_eq!(again.signing_key().kid, first.kid);

        let second = secrets.rotate(&time, &rng).expect("rotated");
        assert_eq!(secrets.signing_key().kid, second);
        assert!(secrets.verifying_key(&first.kid).is_some());
        // Another process that has not looked yet finds the new key when a token names it.
        assert!(again.verifying_key(&second).is_some());

        clock.advance(RETIRED_FOR * 2);
        secrets.rotate(&time, &rng).expect("rotated again");
        assert!(secrets.verifying_key(&first.kid).is_none(), "long retired");
        assert!(secrets.verifying_key(&second).is_some(), "signed until a moment ago");
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_may_read_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let (time, rng) = (Clock::new(kernel::SystemClock), Rng::new(SeededEntropy::new(1)));
        drop(Secrets::open(folder.path(), &time, &rng).expect("made"));
        restrict(&folder.path().join(FILE), 0o644).expect("chmod");
        let error = Secrets::open(folder.path(), &time, &rng).err().expect("refused");
        assert!(error.to_string().contains("chmod 600"), "{error}");
    }
}
