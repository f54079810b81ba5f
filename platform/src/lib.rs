//! Doors to the outside, each a handle with its fake beside it.
//!
//! A room gets one [`Platform`] and finds in it everything that it may use of the world: the database, jobs, the bus, blobs, mail,
//! limits, keys, settings, time and chance. Nothing here knows what a file or a message is.

pub mod audit;
pub mod blob;
pub mod bus;
pub mod config;
pub mod db;
pub mod health;
pub mod jobs;
pub mod limits;
pub mod mail;
mod news;
pub mod outbox;
pub mod secrets;
pub mod settings;
pub mod tasks;
pub mod telemetry;

use std::sync::Arc;

use kernel::{Clock, Rng};

use crate::{
    blob::Blobs,
    bus::Bus,
    config::Config,
    db::{Db, DbError, DbOptions, Dialect},
    health::HealthRegistry,
    jobs::Jobs,
    limits::Limits,
    mail::{Mailer, SendMail},
    secrets::Secrets,
    settings::Settings,
    tasks::Tasks,
};

/// What is made before the database is opened.
pub struct Parts {
    /// What the operator decided.
    pub config: Config,
    /// Time.
    pub clock: Clock,
    /// Chance.
    pub rng: Rng,
    /// The studio's own keys.
    pub secrets: Secrets,
    /// How nodes hear of each other.
    pub bus: Bus,
    /// Where bytes lie.
    pub blobs: Blobs,
    /// Where mails go.
    pub mailer: Mailer,
    /// What runs in the background.
    pub tasks: Tasks,
}

/// Everything from outside that a room may use. Cheap to clone.
#[derive(Clone)]
pub struct Platform {
    /// What the operator decided.
    pub config: Arc<Config>,
    /// Time.
    pub clock: Clock,
    /// Chance.
    pub rng: Rng,
    /// The database.
    pub db: Db,
    /// Work for later.
    pub jobs: Jobs,
    /// How nodes hear of each other.
    pub bus: Bus,
    /// Where bytes lie.
    pub blobs: Blobs,
    /// How often somebody may do something.
    pub limits: Limits,
    /// The studio's own keys.
    pub secrets: Secrets,
    /// What an admin may change while the server runs; feature flags.
    pub settings: Settings,
    /// Whether the parts work.
    pub health: HealthRegistry,
    /// What runs in the background.
    pub tasks: Tasks,
}

impl Platform {
    /// Opens the (migrated) database and joins everything; the outbox pump runs from here on, the job runner once
    /// [`Jobs::start`] is called.
    ///
    /// # Errors
    /// When the database can't be opened or read.
    pub async fn assemble(parts: Parts, options: &DbOptions) -> Result<Self, DbError> {
        let Parts { config, clock, rng, secrets, bus, blobs, mailer, tasks } = parts;
        let db = Db::open(options, clock.clone(), rng.clone()).await?;
        let settings = Settings::load(&db, &clock, &rng).await?;
        settings.follow(&bus, &tasks);
        outbox::start(&db, &bus, &clock, &tasks).await?;
        let limits = match db.dialect() {
            // One machine: what it knows is all there is.
            Dialect::Sqlite => Limits::local(clock.clone()),
            Dialect::Postgres => Limits::shared(db.read().clone(), clock.clone()),
        };
        let health = HealthRegistry::new();
        health.register("database", {
            let db = db.clone();
            move || {
                let db = db.clone();
                async move { db.health().await }
            }
        });
        health.register("bus", {
            let bus = bus.clone();
            move || {
                let bus = bus.clone();
                async move { bus.health() }
            }
        });
        health.register("storage", {
            let blobs = blobs.clone();
            move || {
                let blobs = blobs.clone();
                async move { blobs.health().await }
            }
        });
        let jobs = Jobs::new(&db, &clock, &rng);
        jobs.on({
            let (db, clock) = (db.clone(), clock.clone());
            move |job: SendMail| {
                let (db, clock, mailer) = (db.clone(), clock.clone(), mailer.clone());
                async move { mailer.work(&db, &clock, job).await }
            }
        });
        Ok(Self {
            config: Arc::new(config),
            clock,
            rng,
            db,
            jobs,
            bus,
            blobs,
            limits,
            secrets,
            settings,
            health,
            tasks,
        })
    }
}
