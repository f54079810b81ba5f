//! `Db::write`: atomic, repeatable, grouped.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use futures::future::join_all;
use platform::db::{Coalescer, Tx};

use crate::{Error, count, get, put};

testkit::on_both! {
    async fn an_acknowledged_write_is_read(world: World) {
        let db = &world.platform.db;
        db.write(async move |tx: &Tx| put(tx, "a", "1").await).await.expect("written");
        assert_eq!(get(db.read(), "a").await.as_deref(), Some("1"));
    }

    async fn a_refusal_undoes_its_own_closure_alone(world: World) {
        let db = world.platform.db.clone();
        let writes = (0..60).map(|n| {
            let db = db.clone();
            async move {
                db.write(async move |tx: &Tx| {
                    put(tx, &format!("key{n}"), "x").await?;
                    if n % 3 == 0 { Err(Error::Refused) } else { Ok(n) }
                })
                .await
            }
        });
        let answers = join_all(writes).await;
        for (n, answer) in answers.into_iter().enumerate() {
            let kept = get(db.read(), &format!("key{n}")).await.is_some();
            assert_eq!(kept, n % 3 != 0, "closure {n}");
            assert_eq!(answer.is_ok(), n % 3 != 0, "closure {n}");
        }
    }

    async fn a_panicking_closure_is_undone_and_the_writer_lives(world: World) {
        let db = world.platform.db.clone();
        let answer: Result<(), Error> = db
            .write(async move |tx: &Tx| {
                put(tx, "a", "1").await?;
                panic!("on purpose")
            })
            .await;
        assert!(matches!(answer, Err(Error::Db(_))));
        db.write(async move |tx: &Tx| put(tx, "b", "1").await).await.expect("written after the panic");
        assert_eq!(get(db.read(), "a").await, None);
        assert_eq!(get(db.read(), "b").await.as_deref(), Some("1"));
    }

    async fn read_then_write_never_loses_an_update(world: World) {
        let db = world.platform.db.clone();
        db.write(async move |tx: &Tx| put(tx, "counter", "0").await).await.expect("the counter");
        let increments = (0..24).map(|_| {
            let db = db.clone();
            async move {
                db.write(async move |tx: &Tx| {
                    let now: u32 = get(tx, "counter").await.and_then(|text| text.parse().ok()).unwrap_or(0);
                    put(tx, "counter", &(now + 1).to_string()).await
                })
                .await
            }
        });
        let done = join_all(increments).await.into_iter().filter(Result::is_ok).count();
        // PostgreSQL may give up on a closure after many collisions; it must then not have counted.
        assert_eq!(get(db.read(), "counter").await, Some(done.to_string()));
        assert!(done >= 12, "only {done} of 24 got through");
    }

    async fn a_caller_that_stops_waiting_does_not_undo(world: World) {
        let db = world.platform.db.clone();
        let started = Arc::new(tokio::sync::Notify::new());
        let write = {
            let (db, started) = (db.clone(), Arc::clone(&started));
            async move {
                db.write(async move |tx: &Tx| {
                    started.notify_one();
                    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
                    put(tx, "a", "1").await
                })
                .await
            }
        };
        tokio::select! {
            _ = write => panic!("it should still be at work"),
            () = started.notified() => {}
        }
        for _ in 0..100 {
            if get(db.read(), "a").await.is_some() {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        panic!("the write was given up");
    }

    async fn coalesced_items_share_transactions_and_get_their_own_answers(world: World) {
        let flushes = Arc::new(AtomicUsize::new(0));
        let counting = Arc::clone(&flushes);
        let log: Coalescer<u32, String, Error> =
            Coalescer::spawn(&world.platform.db, &world.platform.tasks, "test-log", 500, async move |tx: &Tx, items: &[u32]| {
                counting.fetch_add(1, Ordering::SeqCst);
                for item in items {
                    put(tx, &format!("item{item}"), "x").await?;
                }
                Ok(items.iter().map(|item| format!("answer{item}")).collect())
            });
        let answers = join_all((0..300).map(|n| { let log = log.clone(); async move { log.submit(n).await } })).await;
        for (n, answer) in answers.into_iter().enumerate() {
            assert_eq!(answer.expect("an answer"), format!("answer{n}"));
        }
        assert_eq!(count(&world.platform.db, "settings").await, 300);
        assert!(flushes.load(Ordering::SeqCst) < 100, "300 items took {} flushes", flushes.load(Ordering::SeqCst));
    }
}

/// A full disk, by way of SQLite's own bound on the size of its file.
mod full {
    use platform::{db::Tx, health::Status};
    use sea_orm::ConnectionTrait as _;
    use testkit::{Database, World};

    use crate::{Error, get, put};

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn what_is_acknowledged_after_a_full_disk_is_on_disk() {
        World::run(Database::Sqlite, async |world: World| {
            let db = world.platform.db.clone();
            let fill = async move |tx: &Tx| {
                tx.execute_unprepared("PRAGMA max_page_count = 1").await?;
                for n in 0..200 {
                    put(tx, &format!("filler{n}"), &"x".repeat(10_000)).await?;
                }
                Ok::<_, Error>(())
            };
            for _ in 0..3 {
                let refused = db.write(fill).await.expect_err("there is no room");
                let problem = kernel::Problem::from(refused);
                assert_eq!(problem.code(), kernel::Code::StorageFull, "{problem:?}");
            }
            // There is room again (the bound went with its connection): what is acknowledged now must be there.
            for n in 0..5 {
                let key = format!("after{n}");
                db.write(async move |tx: &Tx| put(tx, &key, "kept").await).await.expect("written");
                assert_eq!(get(db.read(), &format!("after{n}")).await.as_deref(), Some("kept"));
            }
            assert_eq!(get(db.read(), "filler0").await, None);
            assert_eq!(db.health().await.status, Status::Ok);
        })
        .await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn health_is_red_while_nothing_can_be_written() {
        World::run(Database::Sqlite, async |world: World| {
            let db = world.platform.db.clone();
            let file = world.folder().join("fluxstudio.db");
            let other = schema::connect(&format!("sqlite:{}", file.display())).await.expect("another process");
            other.execute_unprepared("BEGIN IMMEDIATE").await.expect("it holds the lock");
            let refused = db.write(async move |tx: &Tx| put(tx, "a", "1").await).await.expect_err("locked");
            assert_eq!(kernel::Problem::from(refused).code(), kernel::Code::Unavailable);
            assert_eq!(db.health().await.status, Status::Down);
            other.execute_unprepared("ROLLBACK").await.expect("it lets go");
            assert_eq!(db.health().await.status, Status::Ok);
            db.write(async move |tx: &Tx| put(tx, "a", "1").await).await.expect("written");
        })
        .await;
    }
}
