//! Hashing passwords: argon2id, on a few threads of its own, behind a bounded queue.
//!
//! A hash costs 19 MiB and some 30 ms of a core. The threads are fewer than the cores, so that signing in can never starve
//! the API; each owns one memory block that it uses again and again, so that two hundred sign-ins leave no more behind than one.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
};

use argon2::{
    Algorithm, Argon2, Block, Params, Version,
    password_hash::{
        PasswordVerifier as _,
        phc::{Output, ParamsString, PasswordHash, Salt},
    },
};
use kernel::{Rng, Secret};
use parking_lot::Mutex;
use subtle::ConstantTimeEq as _;
use tokio::sync::oneshot;

use crate::Error;

/// OWASP's second recommendation for argon2id (Password Storage Cheat Sheet): 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
const OUTPUT_BYTES: usize = 32;
const SALT_BYTES: usize = 16;
/// How many may wait. At 30 ms each on one thread, the last of them waits for about fifteen seconds.
const QUEUE: usize = 512;

type Work = Box<dyn FnOnce(&mut Hasher) + Send>;

/// The way to the hashing threads. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Passwords {
    queue: mpsc::SyncSender<Work>,
    waiting: Arc<AtomicUsize>,
    /// A hash of nothing that anybody knows, for e-mails that nobody has.
    decoy: Arc<str>,
}

impl Passwords {
    /// Starts the threads.
    pub(crate) fn start(rng: &Rng) -> Result<Self, Error> {
        let (queue, inbox) = mpsc::sync_channel::<Work>(QUEUE);
        let inbox = Arc::new(Mutex::new(inbox));
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let mut hashers = (0..(cores / 2).max(1)).map(|_| Hasher::new()).collect::<Result<Vec<_>, _>>()?;
        // By one of them: a block of its own would stay resident for nothing.
        let decoy = hashers.first_mut().map(|hasher| hasher.hash(&rng.bytes::<32>(), rng.bytes()));
        let decoy = decoy.ok_or_else(|| Error::Internal("no hashing thread".into()))??;
        for (n, mut hasher) in hashers.into_iter().enumerate() {
            let inbox = Arc::clone(&inbox);
            thread::Builder::new()
                .name(format!("passwords-{n}"))
                .spawn(move || {
                    // The guard is dropped before the work: others may take the next.
                    while let Ok(work) = { inbox.lock().recv() } {
                        work(&mut hasher);
                    }
                })
                .map_err(|error| Error::Internal(format!("a hashing thread: {error}")))?;
        }
        Ok(Self { queue, waiting: Arc::default(), decoy: decoy.into() })
    }

    /// A PHC string (`$argon2id$v=19$…`) of the password under a new salt.
    pub(crate) async fn hash(&self, password: &Secret<String>, rng: &Rng) -> Result<String, Error> {
        let (password, salt) = (password.clone(), rng.bytes());
        self.submit(move |hasher| hasher.hash(password.expose().as_bytes(), salt)).await?
    }

    /// Whether the password is the one that `stored` was made of. Takes as long when there is nothing stored.
    pub(crate) async fn verify(&self, password: &Secret<String>, stored: Option<String>) -> Result<bool, Error> {
        let (password, known) = (password.clone(), stored.is_some());
        let stored = stored.unwrap_or_else(|| self.decoy.as_ref().to_owned());
        let matches = self.submit(move |hasher| hasher.verify(password.expose().as_bytes(), &stored)).await??;
        Ok(matches && known)
    }

    /// Whether the next sign-in would be refused.
    pub(crate) fn is_full(&self) -> bool {
        self.waiting.load(Ordering::Relaxed) >= QUEUE
    }

    async fn submit<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Hasher) -> T + Send + 'static,
    ) -> Result<T, Error> {
        let (reply, answer) = oneshot::channel();
        let waiting = Waiting::begin(&self.waiting);
        self.queue
            .try_send(Box::new(move |hasher| {
                drop(waiting);
                // Whoever asked may have gone; then the work is not done at all.
                if !reply.is_closed() {
                    let _ = reply.send(work(hasher));
                }
            }))
            .map_err(|_| Error::Busy)?;
        answer.await.map_err(|_| Error::Internal("a hashing thread is gone".into()))
    }
}

/// Counts one that waits, until it is dropped.
struct Waiting(Arc<AtomicUsize>);

impl Waiting {
    fn begin(count: &Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(count))
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

struct Hasher {
    argon2: Argon2<'static>,
    memory: Vec<Block>,
}

impl Hasher {
    fn new() -> Result<Self, Error> {
        let params = Params::new(MEMORY_KIB, PASSES, LANES, Some(OUTPUT_BYTES)).map_err(internal)?;
        let memory = vec![Block::default(); params.block_count()];
        Ok(Self { argon2: Argon2::new(Algorithm::Argon2id, Version::V0x13, params), memory })
    }

    fn hash(&mut self, password: &[u8], salt: [u8; SALT_BYTES]) -> Result<String, Error> {
        let mut output = [0; OUTPUT_BYTES];
        self.argon2.hash_password_into_with_memory(password, &salt, &mut output, &mut self.memory).map_err(internal)?;
        let params = ParamsString::try_from(self.argon2.params()).map_err(internal)?;
        let hash = PasswordHash {
            algorithm: Algorithm::Argon2id.ident(),
            version: Some(Version::V0x13.into()),
            params,
            salt: Some(Salt::new(&salt).map_err(internal)?),
            hash: Some(Output::new(&output).map_err(internal)?),
        };
        Ok(hash.to_string())
    }

    fn verify(&mut self, password: &[u8], stored: &str) -> Result<bool, Error> {
        let stored = PasswordHash::new(stored).map_err(internal)?;
        let params = Params::try_from(&stored).map_err(internal)?;
        let ours = self.argon2.params();
        let same =
            params.m_cost() == ours.m_cost() && params.t_cost() == ours.t_cost() && params.p_cost() == ours.p_cost();
        let (Some(salt), Some(expected), true) = (stored.salt, stored.hash, same) else {
            // Made under other parameters: the library allocates what it needs.
            return Ok(Argon2::default().verify_password(password, &stored).is_ok());
        };
        let mut output = [0; OUTPUT_BYTES];
        self.argon2
            .hash_password_into_with_memory(password, salt.as_ref(), &mut output, &mut self.memory)
            .map_err(internal)?;
        Ok(output.ct_eq(expected.as_bytes()).into())
    }
}

fn internal(error: impl std::fmt::Display) -> Error {
    Error::Internal(format!("password hashing: {error}"))
}

#[cfg(test)]
mod tests {
    use kernel::SeededEntropy;

    use super::*;

    #[tokio::test]
    async fn only_the_right_password_matches() {
        let rng = Rng::new(SeededEntropy::new(1));
        let passwords = Passwords::start(&rng).expect("threads");
        let right = Secret::new("correct horse".to_owned());
        let hash = passwords.hash(&right, &rng).await.expect("a hash");
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(passwords.verify(&right, Some(hash.clone())).await.expect("an answer"));
        let wrong = Secret::new("battery staple".to_owned());
        assert!(!passwords.verify(&wrong, Some(hash)).await.expect("an answer"));
        assert!(!passwords.verify(&right, None).await.expect("an answer"), "nobody has this e-mail");
    }

    #[tokio::test]
    async fn a_hash_of_other_parameters_still_verifies() {
        let rng = Rng::new(SeededEntropy::new(1));
        let passwords = Passwords::start(&rng).expect("threads");
        // argon2id, m=256 KiB, t=2, of "password" and "somesalt" (from the reference implementation's README).
        let stored = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
        let password = Secret::new("password".to_owned());
        assert!(passwords.verify(&password, Some(stored.to_owned())).await.expect("an answer"));
    }

    #[tokio::test]
    async fn the_queue_is_bounded() {
        let rng = Rng::new(SeededEntropy::new(1));
        let passwords = Passwords::start(&rng).expect("threads");
        let waiting: Vec<_> = (0..QUEUE * 2)
            .map(|_| passwords.submit(|_| thread::park_timeout(std::time::Duration::from_micros(1))))
            .collect();
        let refused = futures::future::join_all(waiting).await.into_iter().filter(|answer| answer.is_err()).count();
        assert!(refused > 0, "nothing was refused");
    }
}
