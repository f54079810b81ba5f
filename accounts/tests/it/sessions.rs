//! Sessions: refreshed, listed, ended.

use std::time::Duration;

use accounts::testing::{sign_in, sign_up};
use futures::future::join_all;
use serde_json::json;
use testkit::{Answer, Client};

use crate::app;

async fn refresh(client: &Client, token: &str) -> Answer {
    client.post("/api/auth/refresh", json!({ "refreshToken": token })).await
}

testkit::on_both! {
    async fn a_refresh_rotates_and_the_second_tab_gets_the_same_successor(world: World) {
        let anonymous = app(&world).await;
        let ada = sign_up(&anonymous, "Ada").await;
        let first = refresh(&anonymous, &ada.refresh).await.expect(200);
        let successor = first.text("/refreshToken");
        assert_ne!(successor, ada.refresh);
        world.clock.advance(Duration::from_secs(9));
        assert_eq!(refresh(&anonymous, &ada.refresh).await.expect(200).text("/refreshToken"), successor);
        let next = refresh(&anonymous, &successor).await.expect(200).text("/refreshToken");
        assert_ne!(next, successor);
    }

    async fn a_storm_of_tabs_signs_nobody_out(world: World) {
        let anonymous = app(&world).await;
        let ada = sign_up(&anonymous, "Ada").await;
        let mut token = ada.refresh.clone();
        for _ in 0..5 {
            let answers = join_all((0..20).map(|_| refresh(&anonymous, &token))).await;
            let mut successors: Vec<_> = answers.into_iter().map(|answer| answer.expect(200).text("/refreshToken")).collect();
            successors.dedup();
            assert_eq!(successors.len(), 1, "two families came of one token");
            token = successors.remove(0);
            world.clock.advance(Duration::from_secs(600));
        }
        assert_eq!(ada.client.get("/api/auth/sessions").await.status, 401, "the first access token has expired");
    }

    async fn reuse_after_the_grace_revokes_the_family_and_tells_the_owner(world: World) {
        let anonymous = app(&world).await;
        let ada = sign_up(&anonymous, "Ada").await;
        let other = sign_in(&anonymous, "Ada").await;
        let successor = refresh(&anonymous, &ada.refresh).await.expect(200).text("/refreshToken");
        world.clock.advance(Duration::from_secs(11));
        refresh(&anonymous, &ada.refresh).await.expect_problem(401, "session_ended");
        refresh(&anonymous, &successor).await.expect_problem(401, "session_ended");
        ada.client.get("/api/auth/me").await.expect_problem(401, "session_ended");
        other.client.get("/api/auth/me").await.expect(200);
        assert_eq!(world.platform.jobs.depth().await.expect("depth").waiting, 1, "nobody was told");
    }

    async fn a_session_slides_for_seven_days_and_ends_after_ninety(world: World) {
        let anonymous = app(&world).await;
        let mut token = sign_up(&anonymous, "Ada").await.refresh;
        for _ in 0..14 {
            world.clock.advance(Duration::from_secs(6 * 24 * 3600));
            token = refresh(&anonymous, &token).await.expect(200).text("/refreshToken");
        }
        world.clock.advance(Duration::from_secs(6 * 24 * 3600 + 3600));
        refresh(&anonymous, &token).await.expect_problem(401, "session_ended");

        let idle = sign_up(&anonymous, "Grace").await.refresh;
        world.clock.advance(Duration::from_secs(7 * 24 * 3600));
        refresh(&anonymous, &idle).await.expect_problem(401, "session_ended");
    }

    async fn ending_another_device_ends_it_at_once(world: World) {
        let anonymous = app(&world).await;
        let laptop = sign_up(&anonymous.header("user-agent", "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"), "Ada").await;
        let phone = sign_in(&anonymous, "Ada").await;
        let sessions = laptop.client.get("/api/auth/sessions").await.expect(200).json();
        let items = sessions["items"].as_array().cloned().unwrap_or_default();
        assert_eq!(items.len(), 2);
        let (mine, other): (Vec<_>, Vec<_>) = items.iter().partition(|session| session["current"] == true);
        assert_eq!(mine[0]["device"], "Firefox on Linux");
        assert_eq!(mine[0]["network"], "127.0.0.0/24");
        let id = other[0]["id"].as_str().unwrap_or_default();
        laptop.client.delete(&format!("/api/auth/sessions/{id}")).await.expect(204);
        phone.client.get("/api/auth/me").await.expect_problem(401, "session_ended");
        refresh(&anonymous, &phone.refresh).await.expect_problem(401, "session_ended");
        laptop.client.delete(&format!("/api/auth/sessions/{id}")).await.expect_problem(404, "not_found");
        laptop.client.get("/api/auth/me").await.expect(200);
    }

    async fn nobody_ends_the_session_of_another(world: World) {
        let anonymous = app(&world).await;
        let ada = sign_up(&anonymous, "Ada").await;
        let mallory = sign_up(&anonymous, "Mallory").await;
        let id = ada.client.get("/api/auth/sessions").await.text("/items/0/id");
        mallory.client.delete(&format!("/api/auth/sessions/{id}")).await.expect_problem(404, "not_found");
        mallory.client.delete("/api/auth/sessions/nonsense").await.expect_problem(400, "invalid_id");
        ada.client.get("/api/auth/me").await.expect(200);
    }

    async fn signing_out_here_and_everywhere(world: World) {
        let anonymous = app(&world).await;
        let (one, two, three) =
            (sign_up(&anonymous, "Ada").await, sign_in(&anonymous, "Ada").await, sign_in(&anonymous, "Ada").await);
        one.client.post_empty("/api/auth/logout").await.expect(204);
        one.client.get("/api/auth/me").await.expect_problem(401, "session_ended");
        two.client.get("/api/auth/me").await.expect(200);
        two.client.post_empty("/api/auth/logout-all").await.expect(204);
        for device in [two, three] {
            device.client.get("/api/auth/me").await.expect_problem(401, "session_ended");
            refresh(&anonymous, &device.refresh).await.expect_problem(401, "session_ended");
        }
    }

    async fn an_expired_device_can_still_sign_out(world: World) {
        let anonymous = app(&world).await;
        let ada = sign_up(&anonymous, "Ada").await;
        world.clock.advance(Duration::from_secs(3600));
        ada.client.post("/api/auth/logout", json!({ "refreshToken": ada.refresh })).await.expect(204);
        refresh(&anonymous, &ada.refresh).await.expect_problem(401, "session_ended");
        // Twice is fine, and the browser forgets its cookie.
        let again = ada.client.post("/api/auth/logout", json!({ "refreshToken": ada.refresh })).await.expect(204);
        assert!(again.header("set-cookie").is_some_and(|cookie| cookie.contains("Max-Age=0")));
        anonymous.post_empty("/api/auth/logout").await.expect_problem(401, "unauthenticated");
    }

    async fn a_browser_keeps_its_refresh_token_in_a_cookie_that_no_script_reads(world: World) {
        let anonymous = app(&world).await;
        let browser = anonymous.header("flux-session", "cookie").header("origin", "http://localhost");
        let body = json!({ "email": "ada@example.com", "password": accounts::testing::PASSWORD, "name": "Ada" });
        let answer = browser.post("/api/auth/register", body).await.expect(201);
        assert!(answer.json()["refreshToken"].is_null());
        let set = answer.header("set-cookie").expect("a cookie").to_owned();
        assert!(set.contains("HttpOnly") && set.contains("SameSite=Strict"), "{set}");
        let pair = set.split(';').next().unwrap_or_default();
        let answer = browser.header("cookie", pair).post_empty("/api/auth/refresh").await.expect(200);
        assert!(answer.json()["refreshToken"].is_null());
        assert!(answer.header("set-cookie").is_some());
        let hostile = anonymous.header("cookie", pair).header("origin", "https://evil.example");
        hostile.post_empty("/api/auth/refresh").await.expect_problem(403, "csrf_rejected");
    }

    async fn token_info_says_what_the_token_says(world: World) {
        let anonymous = app(&world).await;
        let ada = sign_up(&anonymous, "Ada").await;
        let info = ada.client.get("/api/auth/token-info").await.expect(200).json();
        assert_eq!(info["userId"], json!(ada.user));
        assert_eq!(info["issuedAt"], json!(testkit::START));
        assert_eq!(info["expiresAt"], json!(testkit::START.plus(Duration::from_secs(900))));
    }

    async fn rotating_the_keys_signs_nobody_out(world: World) {
        let anonymous = app(&world).await;
        let ada = sign_up(&anonymous, "Ada").await;
        world.platform.secrets.rotate(&world.platform.clock, &world.platform.rng).expect("rotated");
        ada.client.get("/api/auth/me").await.expect(200);
        refresh(&anonymous, &ada.refresh).await.expect(200);
    }

    async fn a_second_node_and_a_restarted_one_know_what_ended(world: World) {
        let anonymous = app(&world).await;
        let other_node = app(&world).await;
        let ada = sign_up(&anonymous, "Ada").await;
        let on_other = other_node.bearer(&ada.token);
        on_other.get("/api/auth/me").await.expect(200);
        ada.client.post_empty("/api/auth/logout").await.expect(204);
        let mut ended = false;
        for _ in 0..50 {
            ended = on_other.get("/api/auth/me").await.status == 401;
            if ended {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert!(ended, "the other node took the token for more than a second");
        let restarted = app(&world).await;
        restarted.bearer(&ada.token).get("/api/auth/me").await.expect_problem(401, "session_ended");
    }

    async fn what_is_over_is_cleaned_up_and_what_goes_on_is_not(world: World) {
        let anonymous = app(&world).await;
        let gone = sign_up(&anonymous, "Ada").await;
        gone.client.post_empty("/api/auth/logout").await.expect(204);
        let mut token = sign_up(&anonymous, "Grace").await.refresh;
        for _ in 0..10 {
            world.clock.advance(Duration::from_secs(24 * 3600));
            token = refresh(&anonymous, &token).await.expect(200).text("/refreshToken");
            world.run_jobs().await;
        }
        refresh(&anonymous, &gone.refresh).await.expect_problem(401, "unauthenticated");
        refresh(&anonymous, &token).await.expect(200);
    }
}
