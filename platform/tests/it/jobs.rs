//! Jobs: with their transaction, tried again, dead in the end, scheduled once.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use platform::{
    db::Tx,
    jobs::{Depth, Job, JobError},
};
use serde::{Deserialize, Serialize};

use crate::Error;

#[derive(Serialize, Deserialize)]
struct Greet {
    name: String,
}

impl Job for Greet {
    const KIND: &'static str = "test.greet";
    const MAX_ATTEMPTS: u32 = 3;
}

testkit::on_both! {
    async fn a_job_runs_once_after_its_commit_and_never_after_a_refusal(world: World) {
        let platform = &world.platform;
        let ran = Arc::new(AtomicUsize::new(0));
        let counting = Arc::clone(&ran);
        platform.jobs.on(move |job: Greet| {
            let counting = Arc::clone(&counting);
            async move {
                assert_eq!(job.name, "Ada");
                counting.fetch_add(1, Ordering::SeqCst);
                Ok(())
            }
        });
        let refused: Result<(), Error> = platform.db.write(async move |tx: &Tx| {
            tx.enqueue(&Greet { name: "nobody".into() });
            Err(Error::Refused)
        }).await;
        assert!(refused.is_err());
        platform.db.write(async move |tx: &Tx| {
            tx.enqueue(&Greet { name: "Ada".into() });
            Ok::<_, Error>(())
        }).await.expect("enqueued");
        assert_eq!(world.run_jobs().await, 1);
        assert_eq!(world.run_jobs().await, 0);
        assert_eq!(ran.load(Ordering::SeqCst), 1);
    }

    async fn a_failing_job_backs_off_and_ends_as_a_dead_letter(world: World) {
        let platform = &world.platform;
        platform.jobs.on(|_: Greet| async { Err(JobError::retry("the world is in the way")) });
        platform.db.write(async move |tx: &Tx| {
            tx.enqueue(&Greet { name: "Ada".into() });
            Ok::<_, Error>(())
        }).await.expect("enqueued");
        assert_eq!(world.run_jobs().await, 1);
        assert_eq!(world.run_jobs().await, 0, "it waits before the second try");
        for _ in 0..2 {
            world.clock.advance(Duration::from_secs(60));
            assert_eq!(world.run_jobs().await, 1);
        }
        world.clock.advance(Duration::from_secs(24 * 3600));
        assert_eq!(world.run_jobs().await, 0);
        assert_eq!(platform.jobs.depth().await.expect("depth"), Depth { waiting: 0, dead: 1 });
    }

    async fn a_hopeless_or_panicking_job_is_not_lost(world: World) {
        let platform = &world.platform;
        platform.jobs.on(|job: Greet| async move {
            assert_ne!(job.name, "panic", "on purpose");
            Err(JobError::fail("never"))
        });
        platform.db.write(async move |tx: &Tx| {
            tx.enqueue(&Greet { name: "panic".into() });
            tx.enqueue(&Greet { name: "Ada".into() });
            Ok::<_, Error>(())
        }).await.expect("enqueued");
        assert_eq!(world.run_jobs().await, 2);
        assert_eq!(platform.jobs.depth().await.expect("depth"), Depth { waiting: 1, dead: 1 });
    }

    async fn a_schedule_fires_once_per_interval_whoever_asks(world: World) {
        let platform = &world.platform;
        let ran = Arc::new(AtomicUsize::new(0));
        let counting = Arc::clone(&ran);
        platform.jobs.on(move |_: Greet| {
            counting.fetch_add(1, Ordering::SeqCst);
            async { Ok(()) }
        });
        platform.jobs.every(Duration::from_secs(3600), || Greet { name: "hourly".into() });
        world.run_jobs().await;
        assert_eq!(ran.load(Ordering::SeqCst), 0, "the first turn is one interval after the first start");
        for turn in 1..=3 {
            world.clock.advance(Duration::from_secs(3601));
            let (first, second) = tokio::join!(platform.jobs.run_due(), platform.jobs.run_due());
            first.expect("runs");
            second.expect("runs");
            assert_eq!(ran.load(Ordering::SeqCst), turn);
        }
    }
}

/// A mail without a mail server.
mod mail {
    use kernel::{Limit, MailId};
    use platform::{
        db::Tx,
        mail::{Mail, SendMail, list_kept},
    };

    use crate::Error;

    testkit::on_both! {
        async fn without_a_mail_server_a_mail_is_kept_once(world: World) {
            let platform = &world.platform;
            let id = MailId::generate(&platform.clock, &platform.rng);
            let mail = Mail { to: "ada@example.com".into(), subject: "Hello".into(), text: "A link".into(), html: None };
            let job = SendMail { id, mail };
            platform.db.write(async move |tx: &Tx| {
                tx.enqueue(&job);
                // A crash between the work and the end of the job makes it run again.
                tx.enqueue(&job);
                Ok::<_, Error>(())
            }).await.expect("enqueued");
            assert_eq!(world.run_jobs().await, 2);
            let kept = list_kept(&platform.db, None, Limit::DEFAULT).await.expect("the kept mails");
            assert_eq!(kept.items.iter().map(|mail| mail.subject.as_str()).collect::<Vec<_>>(), ["Hello"]);
        }
    }
}
