//! Listing and reading one's own.

use accounts::testing::sign_up;
use platform::db::{DbError, Tx};
use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::{a_notice, app, leave};

testkit::on_both! {
    async fn reading_is_remembered(world: World) {
        let anon = app(&world).await;
        let ada = sign_up(&anon, "Ada").await;
        let notice = a_notice(&world, ada.user);
        leave(&world, &notice, 1).await;
        world.run_jobs().await;
        let path = format!("/api/notifications/{}/read", notice.id);
        world.clock.advance_millis(1000);
        let read = ada.client.post_empty(&path).await.expect(200).json();
        assert_eq!(read["readAt"], "2026-01-05T09:00:01.000Z");
        world.clock.advance_millis(1000);
        assert_eq!(ada.client.post_empty(&path).await.expect(200).json(), read);
        assert_eq!(ada.client.get("/api/notifications").await.expect(200).json()["items"], json!([read]));
    }

    async fn others_are_not_there(world: World) {
        let anon = app(&world).await;
        let ada = sign_up(&anon, "Ada").await;
        let eve = sign_up(&anon, "Eve").await;
        let notice = a_notice(&world, ada.user);
        leave(&world, &notice, 1).await;
        world.run_jobs().await;
        let path = format!("/api/notifications/{}/read", notice.id);
        eve.client.post_empty(&path).await.expect_problem(404, "not_found");
        anon.post_empty(&path).await.expect_problem(401, "unauthenticated");
        anon.get("/api/notifications").await.expect_problem(401, "unauthenticated");
        assert_eq!(eve.client.get("/api/notifications").await.expect(200).json()["items"], json!([]));
        assert_eq!(ada.client.get("/api/notifications").await.expect(200).json()["items"][0]["readAt"], json!(null));
    }

    async fn one_that_can_not_be_read_does_not_hide_the_others(world: World) {
        let anon = app(&world).await;
        let ada = sign_up(&anon, "Ada").await;
        let mut ids = Vec::new();
        for _ in 0..3 {
            world.clock.advance_millis(1);
            let notice = a_notice(&world, ada.user);
            leave(&world, &notice, 1).await;
            ids.push(notice.id.to_string());
        }
        world.run_jobs().await;
        // As if a newer version had written the one in the middle.
        let changed = world.platform.db.write(async move |tx: &Tx| {
            let sql = "UPDATE notifications SET payload = '{\"kind\":\"moon.landing\"}' WHERE created_at = 1767603600002";
            Ok::<_, DbError>(tx.execute_unprepared(sql).await?.rows_affected())
        });
        assert_eq!(changed.await.expect("changed"), 1);
        let first = ada.client.get("/api/notifications?limit=2").await.expect(200).json();
        assert_eq!(first["items"].as_array().map(Vec::len), Some(1));
        let cursor = first["nextCursor"].as_str().expect("more");
        let second = ada.client.get(&format!("/api/notifications?limit=2&cursor={cursor}")).await.expect(200).json();
        assert_eq!((&second["items"][0]["id"], &second["nextCursor"]), (&json!(ids[0]), &json!(null)));
    }

    async fn the_list_is_paged_and_bad_input_is_named(world: World) {
        let anon = app(&world).await;
        let ada = sign_up(&anon, "Ada").await;
        let mut ids = Vec::new();
        for _ in 0..3 {
            world.clock.advance_millis(1);
            let notice = a_notice(&world, ada.user);
            leave(&world, &notice, 1).await;
            ids.insert(0, notice.id.to_string());
        }
        world.run_jobs().await;
        let first = ada.client.get("/api/notifications?limit=2").await.expect(200).json();
        let cursor = first["nextCursor"].as_str().expect("more");
        let second = ada.client.get(&format!("/api/notifications?limit=2&cursor={cursor}")).await.expect(200).json();
        let seen: Vec<_> = [&first, &second].iter().flat_map(|page| page["items"].as_array().expect("items")).map(|one| one["id"].as_str().expect("an id")).collect();
        assert_eq!(seen, ids);
        assert_eq!(second["nextCursor"], json!(null));
        for bad in ["limit=0", "limit=1000", "cursor=x", "unread=1"] {
            ada.client.get(&format!("/api/notifications?{bad}")).await.expect_problem(422, "invalid_input");
        }
        ada.client.post_empty("/api/notifications/x/read").await.expect_problem(400, "invalid_id");
    }
}
