//! How often.

use std::time::Duration;

use platform::limits::{Limits, Quota};
use serde_json::json;

use crate::house::House;

testkit::on_both! {
    async fn who_asks_too_often_waits(world: World) {
        let house = House::with(&world, |options| options.rates.reads = Some(Quota::new(3, Duration::from_secs(30))));
        let client = house.client().bearer("user-1");
        for _ in 0..3 {
            let _ = client.get("/api/test/who").await.expect(200);
        }
        let refused = client.get("/api/test/who").await;
        refused.expect_problem(429, "rate_limited");
        assert_eq!(refused.header("retry-after"), Some("10"));
        assert_eq!(refused.header("ratelimit-policy"), Some("\"reads\";q=3;w=30"));
        assert!(refused.header("ratelimit").is_some_and(|told| told.starts_with("\"reads\";r=0;t=")));
        // Another account, the same address; the same account, another kind.
        let _ = client.bearer("user-2").get("/api/test/who").await.expect(200);
        let _ = client.post("/api/test/things", json!({ "name": "a" })).await.expect(201);
        world.clock.advance(Duration::from_secs(10));
        let _ = client.get("/api/test/who").await.expect(200);
    }

    async fn an_account_is_guessed_slowly_from_one_address(world: World) {
        let house = House::new(&world);
        let try_from = |last: u8, email: &'static str| {
            let client = house.client().from_address(([198, 51, 100, last], 1).into());
            async move { client.post("/api/auth/login", json!({ "email": email })).await }
        };
        for _ in 0..10 {
            let _ = try_from(1, "a@example.com").await.expect(200);
        }
        try_from(1, " A@example.com").await.expect_problem(429, "rate_limited");
        let _ = try_from(1, "b@example.com").await.expect(200);
        // Its owner, elsewhere, still gets in.
        let _ = try_from(2, "a@example.com").await.expect(200);
    }

    async fn all_ways_in_count_by_address(world: World) {
        let house = House::with(&world, |options| {
            options.rates.credentials_per_address = Some(Quota::new(4, Duration::from_secs(60)));
        });
        let client = house.client();
        for number in 0..4 {
            // Not even a token makes a difference: who has one may still guess another's password.
            let client = client.bearer(&format!("user-{number}"));
            let _ = client.post("/api/auth/login", json!({ "email": number.to_string() })).await.expect(200);
        }
        client.post("/api/auth/login", json!({ "email": "x" })).await.expect_problem(429, "rate_limited");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_count_together() {
    async fn scenario(world: testkit::World) {
        let pool = world.platform.db.read().clone();
        let here = Limits::shared(pool.clone(), world.platform.clock.clone());
        let there = Limits::shared(pool, world.platform.clock.clone());
        let strict = Quota::new(4, Duration::from_secs(60));
        for _ in 0..2 {
            assert!(here.check("strict", strict).await.is_ok());
            assert!(there.check("strict", strict).await.is_ok());
        }
        let limited = here.check("strict", strict).await.expect_err("four are gone");
        assert!(limited.retry_after <= Duration::from_secs(15));
        world.clock.advance(limited.retry_after);
        assert!(there.check("strict", strict).await.is_ok());

        // A generous one is taken in portions; together never more than the burst.
        let generous = Quota::new(100, Duration::from_secs(100));
        let mut passed = 0;
        for _ in 0..60 {
            passed += u32::from(here.check("generous", generous).await.is_ok());
            passed += u32::from(there.check("generous", generous).await.is_ok());
        }
        assert_eq!(passed, 100);
        world.clock.advance(Duration::from_secs(3_600));
        assert_eq!(here.prune().await.expect("pruned"), 2);
    }
    testkit::World::run(testkit::Database::Postgres, scenario).await;
}
