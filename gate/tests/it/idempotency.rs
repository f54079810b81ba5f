//! Asked twice, done once.

use std::{sync::atomic::Ordering, time::Duration};

use sea_orm::{ConnectionTrait as _, Statement};
use serde_json::json;

use crate::house::House;

testkit::on_both! {
    async fn the_same_request_gets_the_same_answer(world: World) {
        let house = House::new(&world);
        let client = house.client().bearer("user-1").header("idempotency-key", "key-1");
        let first = client.post("/api/test/things", json!({ "name": "a" })).await.expect(201);
        assert_eq!(first.header("idempotency-replayed"), None);
        let again = client.post("/api/test/things", json!({ "name": "a" })).await.expect(201);
        assert_eq!(again.header("idempotency-replayed"), Some("true"));
        assert_eq!((first.json(), first.header("content-type")), (again.json(), again.header("content-type")));
        assert_ne!(first.header("x-request-id"), again.header("x-request-id"));
        client.post("/api/test/things", json!({ "name": "b" })).await.expect_problem(409, "idempotency_conflict");
        // The key is its account's own.
        let _ = client.bearer("user-2").post("/api/test/things", json!({ "name": "b" })).await.expect(201);
        assert_eq!(house.room.made.load(Ordering::SeqCst), 2);
    }

    async fn what_failed_may_be_tried_again(world: World) {
        let house = House::new(&world);
        let client = house.client().bearer("user-1").header("idempotency-key", "key-1");
        client.post("/api/test/things", json!({ "name": "taken" })).await.expect_problem(409, "name_taken");
        client.post("/api/test/things", json!({ "name": "taken" })).await.expect_problem(409, "name_taken");
        let _ = client.post("/api/test/things", json!({ "name": "free" })).await.expect(201);
    }

    async fn two_at_once_are_one(world: World) {
        let house = House::new(&world);
        let client = house.client().bearer("user-1").header("idempotency-key", "key-1");
        let slow = json!({ "name": "a", "waits": true });
        let (first, second) = tokio::join!(client.post("/api/test/things", slow.clone()), async {
            house.room.until_begun().await;
            let second = client.post("/api/test/things", slow.clone()).await;
            house.room.go.add_permits(1);
            second
        });
        let _ = first.expect(201);
        second.expect_problem(409, "conflict");
        assert_eq!(second.header("retry-after"), Some("1"));
        assert_eq!(house.room.made.load(Ordering::SeqCst), 1);
    }

    async fn a_client_that_goes_away_finds_its_answer_later(world: World) {
        let house = House::new(&world);
        let client = house.client().bearer("user-1").header("idempotency-key", "key-1");
        let slow = json!({ "name": "a", "waits": true });
        tokio::select! {
            _ = client.post("/api/test/things", slow.clone()) => panic!("it waits"),
            () = house.room.until_begun() => (),
        }
        house.room.go.add_permits(1);
        let later = loop {
            let later = client.post("/api/test/things", slow.clone()).await;
            if later.status != 409 {
                break later.expect(201);
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        };
        assert_eq!(later.header("idempotency-replayed"), Some("true"));
        assert_eq!(house.room.made.load(Ordering::SeqCst), 1);
    }

    async fn a_key_whose_request_died_is_free_after_a_while(world: World) {
        let house = House::with(&world, |options| options.request_timeout = Duration::from_millis(200));
        let client = house.client().bearer("user-1").header("idempotency-key", "key-1");
        let slow = json!({ "name": "a", "waits": true });
        client.post("/api/test/things", slow.clone()).await.expect_problem(504, "timeout");
        client.post("/api/test/things", slow.clone()).await.expect_problem(409, "conflict");
        world.clock.advance(Duration::from_secs(301));
        client.post("/api/test/things", slow).await.expect_problem(504, "timeout");
    }

    async fn answers_are_sealed_and_forgotten_after_a_day(world: World) {
        let house = House::new(&world);
        let client = house.client().bearer("user-1").header("idempotency-key", "key-1");
        let _ = client.post("/api/test/things", json!({ "name": "very-secret" })).await.expect(201);
        let db = world.platform.db.read();
        let rows = Statement::from_string(db.get_database_backend(), "SELECT body FROM idempotency_keys");
        let row = db.query_one_raw(rows).await.expect("the table").expect("a row");
        let body: Vec<u8> = row.try_get("", "body").expect("the body");
        assert!(!body.windows(11).any(|window| window == b"very-secret"));
        assert_eq!(gate::prune_idempotency_keys(&world.platform).await.expect("pruned"), 0);
        world.clock.advance(Duration::from_secs(24 * 3_600 + 1));
        assert_eq!(gate::prune_idempotency_keys(&world.platform).await.expect("pruned"), 1);
    }

    async fn keys_are_checked_and_nobodys_are_ignored(world: World) {
        let house = House::new(&world);
        let client = house.client().bearer("user-1");
        client.header("idempotency-key", "two words").post("/api/test/things", json!({ "name": "a" })).await
            .expect_problem(422, "invalid_input");
        let nobody = house.client().header("idempotency-key", "key-1");
        nobody.post("/api/test/things", json!({ "name": "a" })).await.expect_problem(401, "unauthenticated");
    }
}
