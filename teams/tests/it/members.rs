//! Roles and removal.

use accounts::testing::sign_up;
use serde_json::json;
use teams::{
    Role,
    testing::{a_team, an_invitation, join_as},
};

use crate::{app, audited, next_of};

testkit::on_both! {
    async fn members_see_each_other(world: World) {
        let (_, anon) = app(&world).await;
        let ada = sign_up(&anon, "Ada").await;
        let team = a_team(&ada, "Studio").await;
        world.clock.advance_millis(5);
        let vic = join_as(&anon, &ada, team, "Vic", Role::Viewer).await;
        let path = format!("/api/teams/{team}/members");
        let list = vic.client.get(&path).await.expect(200).json();
        let names: Vec<_> = list["items"].as_array().expect("items").iter().map(|one| (&one["name"], &one["role"])).collect();
        assert_eq!(names, [(&json!("Ada"), &json!("owner")), (&json!("Vic"), &json!("viewer"))]);
        assert_eq!(list["items"][1]["joinedAt"], "2026-01-05T09:00:00.005Z");
        assert_eq!(list["items"][1]["email"], "vic@example.com");
        let first = vic.client.get(&format!("{path}?limit=1")).await.expect(200).json();
        let cursor = first["nextCursor"].as_str().expect("more");
        let second = vic.client.get(&format!("{path}?limit=1&cursor={cursor}")).await.expect(200).json();
        assert_eq!((&second["items"][0]["name"], &second["nextCursor"]), (&json!("Vic"), &json!(null)));
        let eve = sign_up(&anon, "Eve").await;
        eve.client.get(&path).await.expect_problem(404, "not_found");
        anon.get(&path).await.expect_problem(401, "unauthenticated");
    }

    async fn admins_do_not_touch_owners(world: World) {
        let (_, anon) = app(&world).await;
        let ada = sign_up(&anon, "Ada").await;
        let team = a_team(&ada, "Studio").await;
        let bob = join_as(&anon, &ada, team, "Bob", Role::Admin).await;
        let cem = join_as(&anon, &ada, team, "Cem", Role::Member).await;
        let member = |user| format!("/api/teams/{team}/members/{user}");
        let role = |role: &str| json!({ "role": role });
        bob.client.patch(&member(ada.user), role("member")).await.expect_problem(403, "forbidden");
        bob.client.delete(&member(ada.user)).await.expect_problem(403, "forbidden");
        bob.client.patch(&member(cem.user), role("owner")).await.expect_problem(403, "forbidden");
        bob.client.patch(&member(bob.user), role("owner")).await.expect_problem(403, "forbidden");
        cem.client.patch(&member(cem.user), role("admin")).await.expect_problem(403, "forbidden");
        cem.client.delete(&member(bob.user)).await.expect_problem(403, "forbidden");
        let mut events = world.platform.bus.events();
        let raised = bob.client.patch(&member(cem.user), role("admin")).await.expect(200).json();
        assert_eq!((&raised["role"], &raised["name"]), (&json!("admin"), &json!("Cem")));
        let event = next_of(&mut events, &["member.updated"]).await;
        let payload: serde_json::Value = serde_json::from_str(&event.payload).expect("JSON");
        assert_eq!((&payload["member"], &payload["teamId"]), (&raised, &json!(team)));
        // The same again changes nothing and tells nobody.
        let before = audited(&world).await;
        let _ = bob.client.patch(&member(cem.user), role("admin")).await.expect(200);
        assert_eq!(audited(&world).await, before);
        assert_eq!(before.iter().filter(|action| *action == "teams.role_changed").count(), 1);
    }

    async fn bad_input_is_named(world: World) {
        let (_, anon) = app(&world).await;
        let ada = sign_up(&anon, "Ada").await;
        let team = a_team(&ada, "Studio").await;
        let eve = sign_up(&anon, "Eve").await;
        let member = |user: &str| format!("/api/teams/{team}/members/{user}");
        let eves = member(&eve.user.to_string());
        // Somebody who does not belong to the team is not there.
        ada.client.patch(&eves, json!({ "role": "admin" })).await.expect_problem(404, "not_found");
        ada.client.delete(&eves).await.expect_problem(404, "not_found");
        ada.client.delete(&member("nobody")).await.expect_problem(400, "invalid_id");
        let ours = member(&ada.user.to_string());
        for body in [json!({ "role": "god" }), json!({ "role": "Owner" }), json!({}), json!({ "role": 1 }), json!({ "role": "owner", "x": 1 })] {
            ada.client.patch(&ours, body).await.expect_problem(422, "invalid_input");
        }
        eve.client.patch(&ours, json!({ "role": "viewer" })).await.expect_problem(404, "not_found");
        eve.client.delete(&ours).await.expect_problem(404, "not_found");
    }

    async fn who_is_removed_is_out_at_once_and_stays_out(world: World) {
        let (_, anon) = app(&world).await;
        let ada = sign_up(&anon, "Ada").await;
        let team = a_team(&ada, "Studio").await;
        let bob = join_as(&anon, &ada, team, "Bob", Role::Admin).await;
        // Bob keeps a way back in his pocket.
        let way_back = an_invitation(&bob, team, Role::Admin).await;
        let others = an_invitation(&ada, team, Role::Member).await;
        let path = format!("/api/teams/{team}");
        let _ = bob.client.get(&path).await.expect(200);
        let mut events = world.platform.bus.events();
        let _ = ada.client.delete(&format!("{path}/members/{}", bob.user)).await.expect(204);
        bob.client.get(&path).await.expect_problem(404, "not_found");
        assert_eq!(bob.client.get("/api/teams").await.expect(200).json()["items"], json!([]));
        let event = next_of(&mut events, &["member.removed"]).await;
        assert_eq!(event.payload, json!({ "teamId": team, "type": "member.removed", "userId": bob.user }).to_string());
        let event = next_of(&mut events, &["team.left"]).await;
        assert!(event.regroups && event.topic == kernel::Topic::User(bob.user));
        let accept = |token: &str| format!("/api/invitations/{token}/accept");
        bob.client.post_empty(&accept(&way_back)).await.expect_problem(410, "invitation_invalid");
        // What others made is as good as before.
        let _ = bob.client.post_empty(&accept(&others)).await.expect(200);
        assert_eq!(audited(&world).await.iter().filter(|action| *action == "teams.member_removed").count(), 1);
    }

    async fn who_is_lowered_can_not_invite_above_it(world: World) {
        let (_, anon) = app(&world).await;
        let ada = sign_up(&anon, "Ada").await;
        let team = a_team(&ada, "Studio").await;
        let bob = join_as(&anon, &ada, team, "Bob", Role::Owner).await;
        let as_owner = an_invitation(&bob, team, Role::Owner).await;
        let as_admin = an_invitation(&bob, team, Role::Admin).await;
        let bobs = format!("/api/teams/{team}/members/{}", bob.user);
        let look = |token: &str| format!("/api/invitations/{token}");
        let _ = ada.client.patch(&bobs, json!({ "role": "admin" })).await.expect(200);
        anon.get(&look(&as_owner)).await.expect_problem(410, "invitation_invalid");
        let _ = anon.get(&look(&as_admin)).await.expect(200);
        let _ = ada.client.patch(&bobs, json!({ "role": "member" })).await.expect(200);
        anon.get(&look(&as_admin)).await.expect_problem(410, "invitation_invalid");
    }
}
