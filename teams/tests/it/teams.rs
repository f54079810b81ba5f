//! Making, listing, renaming, leaving.

use accounts::testing::sign_up;
use futures::future::join_all;
use serde_json::json;
use teams::{
    Role,
    testing::{a_team, join_as},
};

use crate::{app, audited, next_of};

testkit::on_both! {
    async fn whoever_makes_a_team_owns_it(world: World) {
        let (_, anon) = app(&world).await;
        let ada = sign_up(&anon, "Ada").await;
        let mut events = world.platform.bus.events();
        let made = ada.client.post("/api/teams", json!({ "name": "  Studio  Nord " })).await.expect(201).json();
        assert_eq!(made["name"], "Studio Nord");
        assert_eq!((&made["role"], &made["memberCount"]), (&json!("owner"), &json!(1)));
        assert_eq!(made["createdAt"], "2026-01-05T09:00:00.000Z");
        assert!(made["hue"].as_u64().is_some_and(|hue| hue < 8));
        let id = made["id"].as_str().expect("an id");
        assert_eq!(ada.client.get(&format!("/api/teams/{id}")).await.expect(200).json(), made);
        assert_eq!(ada.client.get("/api/teams").await.expect(200).json()["items"], json!([made]));
        let joined = next_of(&mut events, &["team.joined", "member.joined"]).await;
        assert!(joined.kind == "team.joined" && joined.regroups, "own devices regroup before the team is told");
        let joined = next_of(&mut events, &["member.joined"]).await;
        let payload: serde_json::Value = serde_json::from_str(&joined.payload).expect("JSON");
        let members = ada.client.get(&format!("/api/teams/{id}/members")).await.expect(200).json();
        assert_eq!(payload["member"], members["items"][0]);
        assert_eq!(payload["member"]["email"], "ada@example.com");
        assert_eq!(audited(&world).await, ["teams.created"]);
    }

    async fn names_are_checked(world: World) {
        let (_, anon) = app(&world).await;
        let ada = sign_up(&anon, "Ada").await;
        for name in ["", "   ", &"x".repeat(1000), "\u{202e}"] {
            let answer = ada.client.post("/api/teams", json!({ "name": name })).await;
            answer.expect_problem(422, "invalid_input");
            assert_eq!(answer.json()["errors"][0]["field"], "name");
        }
        ada.client.post("/api/teams", json!({})).await.expect_problem(422, "invalid_input");
        ada.client.post("/api/teams", json!({ "name": 7 })).await.expect_problem(422, "invalid_input");
        ada.client.post("/api/teams", json!({ "name": "x", "role": "owner" })).await.expect_problem(422, "invalid_input");
        anon.post("/api/teams", json!({ "name": "x" })).await.expect_problem(401, "unauthenticated");
        assert_eq!(ada.client.get("/api/teams").await.expect(200).json()["items"], json!([]));
    }

    async fn the_list_is_paged(world: World) {
        let (_, anon) = app(&world).await;
        let ada = sign_up(&anon, "Ada").await;
        let mut made = Vec::new();
        for n in 0..5 {
            world.clock.advance_millis(1);
            made.push(a_team(&ada, &format!("Team {n}")).await.to_string());
        }
        let mut seen = Vec::new();
        let mut path = "/api/teams?limit=2".to_owned();
        loop {
            let page = ada.client.get(&path).await.expect(200).json();
            let items = page["items"].as_array().expect("items").clone();
            assert!(items.len() <= 2);
            seen.extend(items.iter().map(|team| team["id"].as_str().expect("an id").to_owned()));
            match page["nextCursor"].as_str() {
                Some(cursor) => path = format!("/api/teams?limit=2&cursor={cursor}"),
                None => break,
            }
        }
        assert_eq!(seen, made);
        for bad in ["limit=0", "limit=101", "limit=x", "cursor=x", "page=2"] {
            ada.client.get(&format!("/api/teams?{bad}")).await.expect_problem(422, "invalid_input");
        }
    }

    async fn renaming_is_for_admins(world: World) {
        let (_, anon) = app(&world).await;
        let ada = sign_up(&anon, "Ada").await;
        let team = a_team(&ada, "Old").await;
        let bob = join_as(&anon, &ada, team, "Bob", Role::Admin).await;
        let cem = join_as(&anon, &ada, team, "Cem", Role::Member).await;
        let eve = sign_up(&anon, "Eve").await;
        let path = format!("/api/teams/{team}");
        let mut events = world.platform.bus.events();
        let renamed = bob.client.patch(&path, json!({ "name": "New" })).await.expect(200).json();
        assert_eq!((&renamed["name"], &renamed["role"], &renamed["memberCount"]), (&json!("New"), &json!("admin"), &json!(3)));
        let event = next_of(&mut events, &["team.updated"]).await;
        assert_eq!(event.payload, json!({ "name": "New", "teamId": team, "type": "team.updated" }).to_string());
        cem.client.patch(&path, json!({ "name": "Mine" })).await.expect_problem(403, "forbidden");
        // A stranger learns nothing, not even from what they send.
        eve.client.patch(&path, json!({ "name": "" })).await.expect_problem(404, "not_found");
        eve.client.get(&path).await.expect_problem(404, "not_found");
        bob.client.patch(&path, json!({ "name": "" })).await.expect_problem(422, "invalid_input");
        bob.client.patch(&path, json!({})).await.expect_problem(422, "invalid_input");
        ada.client.get("/api/teams/not-an-id").await.expect_problem(400, "invalid_id");
        assert_eq!(cem.client.get(&path).await.expect(200).json()["name"], "New");
    }

    async fn the_last_owner_stays(world: World) {
        let (_, anon) = app(&world).await;
        let ada = sign_up(&anon, "Ada").await;
        let team = a_team(&ada, "Studio").await;
        let bob = join_as(&anon, &ada, team, "Bob", Role::Admin).await;
        let leave = format!("/api/teams/{team}/leave");
        ada.client.post_empty(&leave).await.expect_problem(409, "last_owner");
        let member = |user| format!("/api/teams/{team}/members/{user}");
        ada.client.patch(&member(ada.user), json!({ "role": "admin" })).await.expect_problem(409, "last_owner");
        ada.client.delete(&member(ada.user)).await.expect_problem(409, "last_owner");
        let _ = ada.client.patch(&member(bob.user), json!({ "role": "owner" })).await.expect(200);
        let _ = ada.client.post_empty(&leave).await.expect(204);
        ada.client.get(&format!("/api/teams/{team}")).await.expect_problem(404, "not_found");
        ada.client.post_empty(&leave).await.expect_problem(404, "not_found");
        bob.client.post_empty(&leave).await.expect_problem(409, "last_owner");
    }

    async fn of_two_last_owners_who_leave_at_once_one_stays(world: World) {
        let (_, anon) = app(&world).await;
        let ada = sign_up(&anon, "Ada").await;
        let bob = sign_up(&anon, "Bob").await;
        for round in 0..8 {
            let team = a_team(&ada, &format!("Round {round}")).await;
            let token = teams::testing::an_invitation(&ada, team, Role::Owner).await;
            let _ = bob.client.post_empty(&format!("/api/invitations/{token}/accept")).await.expect(200);
            let leave = format!("/api/teams/{team}/leave");
            let answers = join_all([ada.client.post_empty(&leave), bob.client.post_empty(&leave)]).await;
            let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status.as_u16()).collect();
            statuses.sort_unstable();
            assert_eq!(statuses, [204, 409], "round {round}");
        }
    }

    async fn of_two_owners_who_lower_each_other_at_once_one_stays(world: World) {
        let (_, anon) = app(&world).await;
        let ada = sign_up(&anon, "Ada").await;
        let bob = sign_up(&anon, "Bob").await;
        for round in 0..8 {
            let team = a_team(&ada, &format!("Round {round}")).await;
            let token = teams::testing::an_invitation(&ada, team, Role::Owner).await;
            let _ = bob.client.post_empty(&format!("/api/invitations/{token}/accept")).await.expect(200);
            let member = |user| format!("/api/teams/{team}/members/{user}");
            let (of_bob, of_ada) = (member(bob.user), member(ada.user));
            let body = || json!({ "role": "viewer" });
            let answers = join_all([ada.client.patch(&of_bob, body()), bob.client.patch(&of_ada, body())]).await;
            let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status.as_u16()).collect();
            statuses.sort_unstable();
            assert_eq!(statuses, [200, 403], "round {round}");
        }
    }
}
