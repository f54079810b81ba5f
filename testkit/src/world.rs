//! Everything around the code under test.

use std::{future::Future, time::Duration};

use kernel::{Clock, ManualClock, Rng, SeededEntropy, Timestamp};
use platform::{
    Parts, Platform, blob::Blobs, bus::Bus, config::Config, db::DbOptions, mail::Mailer, secrets::Secrets, tasks::Tasks,
};
use tempfile::TempDir;

use crate::database::{Database, Scratch};

/// When every test begins: 2026-01-05, a Monday, 09:00 UTC.
pub const START: Timestamp = Timestamp::from_millis(1_767_603_600_000);

/// A world of its own for one test.
pub struct World {
    /// The doors, all real or faked as [`Database`] says.
    pub platform: Platform,
    /// The hand of the clock.
    pub clock: ManualClock,
    folder: TempDir,
}

impl World {
    /// Makes a world, runs `scenario` in it, and takes it down, also when the scenario panics.
    ///
    /// The scenario must leave no work behind: a waiting job that is due at its end fails the test.
    pub async fn run<F, Fut>(database: Database, scenario: F)
    where
        F: FnOnce(Self) -> Fut,
        Fut: Future<Output = ()> + Send + 'static,
    {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let scratch = Scratch::make(database, folder.path()).await;
        let world = Self::make(scratch.url(), folder, Config::default()).await;
        let platform = world.platform.clone();
        #[expect(clippy::disallowed_methods, reason = "a panic of the scenario must not keep us from tidying up")]
        let ended = tokio::spawn(scenario(world)).await;
        let _ = platform.tasks.drain(Duration::from_secs(5)).await;
        platform.db.close().await;
        scratch.remove().await;
        if let Err(error) = ended {
            std::panic::resume_unwind(error.into_panic());
        }
    }

    async fn make(url: &str, folder: TempDir, mut config: Config) -> Self {
        let clock = ManualClock::at(START);
        let time = Clock::new(clock.clone());
        let rng = Rng::new(SeededEntropy::new(7));
        config.data_dir = folder.path().to_owned();
        let parts = Parts {
            secrets: Secrets::open(&config.secrets_dir(), &time, &rng).expect("secrets"),
            config,
            clock: time,
            rng,
            bus: Bus::local(),
            blobs: Blobs::memory(),
            mailer: Mailer::stored(),
            tasks: Tasks::new(),
        };
        let options = DbOptions { url: url.to_owned(), readers: 4, writers: 4 };
        let platform = Platform::assemble(parts, &options).await.expect("the platform");
        Self { platform, clock, folder }
    }

    /// A folder that goes with the world.
    #[must_use]
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Runs every job that is due, and what those cause.
    pub async fn run_jobs(&self) -> usize {
        self.platform.jobs.run_due().await.expect("the job queue")
    }
}
