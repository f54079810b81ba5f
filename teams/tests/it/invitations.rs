//! Links that let people in.

use accounts::testing::sign_up;
use futures::future::join_all;
use serde_json::{Value, json};
use teams::{
    Role,
    testing::{a_team, an_invitation, join_as},
};

use crate::{app, audited, column};

testkit::on_both! {
    async fn an_invitation_lets_in(world: World) {
        let (_, anon) = app(&world).await;
        let ada = sign_up(&anon, "Ada").await;
        let team = a_team(&ada, "Studio").await;
        let path = format!("/api/teams/{team}/invitations");
        let made = ada.client.post(&path, json!({ "role": "member", "maxUses": 2, "expiresAt": "2026-01-06T09:00:00Z" })).await.expect(201).json();
        let token = made["token"].as_str().expect("a token").to_owned();
        assert_eq!(token.len(), 43);
        assert!(made["url"].as_str().is_some_and(|url| url.ends_with(&format!("/invite/{token}"))));
        let mut expected = made.clone();
        expected.as_object_mut().expect("an object").retain(|key, _| key != "token" && key != "url");
        assert_eq!(expected["createdBy"]["name"], "Ada");
        assert_eq!((&expected["uses"], &expected["maxUses"], &expected["revokedAt"]), (&json!(0), &json!(2), &json!(null)));
        assert_eq!(expected["expiresAt"], "2026-01-06T09:00:00.000Z");
        assert_eq!(ada.client.get(&path).await.expect(200).json()["items"], json!([expected]));

        let preview = anon.get(&format!("/api/invitations/{token}")).await.expect(200).json();
        assert_eq!((&preview["teamName"], &preview["role"], &preview["invitedBy"]["name"]), (&json!("Studio"), &json!("member"), &json!("Ada")));

        let bob = sign_up(&anon, "Bob").await;
        let accept = format!("/api/invitations/{token}/accept");
        anon.post_empty(&accept).await.expect_problem(401, "unauthenticated");
        let joined = bob.client.post_empty(&accept).await.expect(200).json();
        assert_eq!((&joined["id"], &joined["role"], &joined["memberCount"]), (&json!(team), &json!("member"), &json!(2)));
        // Twice is once; and who made it stays an owner.
        assert_eq!(bob.client.post_empty(&accept).await.expect(200).json(), joined);
        assert_eq!(ada.client.post_empty(&accept).await.expect(200).json()["role"], "owner");
        assert_eq!(ada.client.get(&path).await.expect(200).json()["items"][0]["uses"], 1);
        assert_eq!(audited(&world).await, ["teams.created", "teams.invitation_accepted", "teams.invitation_created"]);
    }

    async fn the_secret_is_not_kept(world: World) {
        let (_, anon) = app(&world).await;
        let ada = sign_up(&anon, "Ada").await;
        let team = a_team(&ada, "Studio").await;
        let token = an_invitation(&ada, team, Role::Member).await;
        let bytes = base64::Engine::decode(&base64::prelude::BASE64_URL_SAFE_NO_PAD, &token).expect("base64url");
        let hex = match world.platform.db.dialect() {
            platform::db::Dialect::Sqlite => "SELECT lower(hex(token_hash)) FROM team_invitations",
            platform::db::Dialect::Postgres => "SELECT encode(token_hash, 'hex') FROM team_invitations",
        };
        assert_eq!(column(&world, hex).await, [blake3::hash(&bytes).to_hex().to_string()]);
        let details = column(&world, "SELECT detail FROM audit_log WHERE detail IS NOT NULL").await;
        assert!(!details.iter().any(|detail| detail.contains(&token)));
        let listed = ada.client.get(&format!("/api/teams/{team}/invitations")).await.expect(200);
        assert!(!String::from_utf8_lossy(&listed.body).contains(&token));
    }

    async fn twenty_at_once_are_as_many_as_may(world: World) {
        let (_, anon) = app(&world).await;
        let ada = sign_up(&anon, "Ada").await;
        let team = a_team(&ada, "Studio").await;
        let path = format!("/api/teams/{team}/invitations");
        let token = ada.client.post(&path, json!({ "role": "viewer", "maxUses": 7 })).await.expect(201).text("/token");
        let accept = format!("/api/invitations/{token}/accept");
        let mut people = Vec::new();
        for n in 0..20 {
            people.push(sign_up(&anon, &format!("Guest{n}")).await);
        }
        let answers = join_all(people.iter().map(|guest| guest.client.post_empty(&accept))).await;
        let count = |status: u16| answers.iter().filter(|answer| answer.status.as_u16() == status).count();
        assert_eq!((count(200), count(410)), (7, 13), "{:?}", answers.iter().map(|answer| answer.status).collect::<Vec<_>>());
        let listed = ada.client.get(&path).await.expect(200).json();
        assert_eq!(listed["items"][0]["uses"], 7);
        let seen = ada.client.get(&format!("/api/teams/{team}")).await.expect(200).json();
        assert_eq!(seen["memberCount"], 8);
        // Who came and asks again (the answer got lost, say) is in, though the invitation is used up.
        for (guest, answer) in people.iter().zip(&answers) {
            let again = guest.client.post_empty(&accept).await;
            assert_eq!(again.status, answer.status);
        }
    }

    async fn the_same_person_twenty_times_at_once_comes_once(world: World) {
        let (_, anon) = app(&world).await;
        let ada = sign_up(&anon, "Ada").await;
        let team = a_team(&ada, "Studio").await;
        let path = format!("/api/teams/{team}/invitations");
        let token = ada.client.post(&path, json!({ "role": "member" })).await.expect(201).text("/token");
        let bob = sign_up(&anon, "Bob").await;
        let accept = format!("/api/invitations/{token}/accept");
        let answers = join_all((0..20).map(|_| bob.client.post_empty(&accept))).await;
        assert!(answers.iter().all(|answer| answer.status.as_u16() == 200));
        assert_eq!(ada.client.get(&path).await.expect(200).json()["items"][0]["uses"], 1);
    }

    async fn what_ended_lets_nobody_in(world: World) {
        let (_, anon) = app(&world).await;
        let ada = sign_up(&anon, "Ada").await;
        let team = a_team(&ada, "Studio").await;
        let bob = sign_up(&anon, "Bob").await;
        let path = format!("/api/teams/{team}/invitations");
        let invite = async |body: Value| ada.client.post(&path, body).await.expect(201).json();
        let closed = async |token: &Value| {
            let token = token.as_str().expect("a token");
            anon.get(&format!("/api/invitations/{token}")).await.expect_problem(410, "invitation_invalid");
            bob.client.post_empty(&format!("/api/invitations/{token}/accept")).await.expect_problem(410, "invitation_invalid");
        };
        let expiring = invite(json!({ "role": "member", "expiresAt": "2026-01-05T09:00:01Z" })).await;
        let revoked = invite(json!({ "role": "member" })).await;
        let one = format!("{path}/{}", revoked["id"].as_str().expect("an id"));
        let _ = ada.client.delete(&one).await.expect(204);
        let _ = ada.client.delete(&one).await.expect(204);
        closed(&revoked["token"]).await;
        world.clock.advance_millis(1000);
        closed(&expiring["token"]).await;
        for token in ["x", "", "..%2f..", &"A".repeat(43), &"A".repeat(5000), "%00"] {
            let look = anon.get(&format!("/api/invitations/{token}")).await;
            assert!([404, 410].contains(&look.status.as_u16()), "{token:?}: {}", look.status);
        }
        closed(&json!("A".repeat(43))).await;
        assert_eq!(audited(&world).await.iter().filter(|action| *action == "teams.invitation_revoked").count(), 1);
        assert_eq!(bob.client.get("/api/teams").await.expect(200).json()["items"], json!([]));
    }

    async fn nobody_invites_above_themselves(world: World) {
        let (_, anon) = app(&world).await;
        let ada = sign_up(&anon, "Ada").await;
        let team = a_team(&ada, "Studio").await;
        let bob = join_as(&anon, &ada, team, "Bob", Role::Admin).await;
        let cem = join_as(&anon, &ada, team, "Cem", Role::Member).await;
        let eve = sign_up(&anon, "Eve").await;
        let path = format!("/api/teams/{team}/invitations");
        bob.client.post(&path, json!({ "role": "owner" })).await.expect_problem(403, "forbidden");
        let made = bob.client.post(&path, json!({ "role": "admin" })).await.expect(201).json();
        let one = format!("{path}/{}", made["id"].as_str().expect("an id"));
        cem.client.post(&path, json!({ "role": "viewer" })).await.expect_problem(403, "forbidden");
        cem.client.get(&path).await.expect_problem(403, "forbidden");
        cem.client.delete(&one).await.expect_problem(403, "forbidden");
        eve.client.post(&path, json!({ "role": "viewer" })).await.expect_problem(404, "not_found");
        eve.client.get(&path).await.expect_problem(404, "not_found");
        eve.client.delete(&one).await.expect_problem(404, "not_found");
        // By way of another team neither.
        let other = a_team(&eve, "Eve's").await;
        let id = made["id"].as_str().expect("an id");
        eve.client.delete(&format!("/api/teams/{other}/invitations/{id}")).await.expect_problem(404, "not_found");
        for body in [
            json!({ "role": "member", "maxUses": 0 }),
            json!({ "role": "member", "maxUses": -1 }),
            json!({ "role": "member", "maxUses": 10_001 }),
            json!({ "role": "member", "maxUses": 99_999_999_999_u64 }),
            json!({ "role": "member", "expiresAt": "2026-01-05T09:00:00Z" }),
            json!({ "role": "member", "expiresAt": "tomorrow" }),
            json!({ "role": "guest" }),
            json!({ "maxUses": 1 }),
            json!({ "role": "member", "uses": 5 }),
        ] {
            let answer = ada.client.post(&path, body.clone()).await;
            answer.expect_problem(422, "invalid_input");
            assert!(answer.json()["errors"][0]["field"].is_string(), "{body}");
        }
    }

    async fn an_invitation_opens_a_studio_that_is_closed(world: World) {
        let (teams, anon) = app(&world).await;
        let ada = sign_up(&anon, "Ada").await;
        let team = a_team(&ada, "Studio").await;
        let token = an_invitation(&ada, team, Role::Member).await;
        use accounts::InvitationCheck as _;
        assert!(teams.is_valid(&token).await.expect("an answer"));
        assert!(!teams.is_valid("nonsense").await.expect("an answer"));
        let _ = sign_up(&anon, "Bob").await.client.post_empty(&format!("/api/invitations/{token}/accept")).await.expect(200);
        assert!(!teams.is_valid(&token).await.expect("an answer"));
    }
}
