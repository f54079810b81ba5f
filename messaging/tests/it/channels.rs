//! Making and listing channels.

use serde_json::json;

use crate::{App, channel, channels, general, join, send, team};

testkit::on_both! {
    async fn a_team_has_general_from_its_first_moment(world: World) {
        let app = App::new(&world).await;
        let ada = app.person("Ada").await;
        let team = team(&ada.client, "Engines").await;
        let all = channels(&ada.client, &team).await;
        assert_eq!(all.len(), 1);
        assert_eq!(all[0], json!({
            "id": all[0]["id"], "teamId": team, "name": "general", "private": false,
            "lastSeq": 0, "lastReadSeq": 0, "unread": 0, "createdAt": "2026-01-05T09:00:00.000Z",
        }));
    }

    async fn a_channel_is_made_listed_and_named_once(world: World) {
        let app = App::new(&world).await;
        let (ada, bob) = (app.person("Ada").await, app.person("Bob").await);
        let engines = team(&ada.client, "Engines").await;
        join(&ada.client, &engines, "member", &bob.client).await;
        let path = format!("/api/teams/{engines}/channels");
        let made = bob.client.post(&path, json!({ "name": "#Design  Team" })).await.expect(201).json();
        assert_eq!(made["name"], "design-team");
        assert_eq!(made["private"], false);
        let all = channels(&ada.client, &engines).await;
        assert_eq!(all.len(), 2);
        assert_eq!(all[1], made, "the oldest first");
        ada.client.post(&path, json!({ "name": "DESIGN-team" })).await.expect_problem(409, "name_taken");
        ada.client.post(&path, json!({ "name": "general", "private": true })).await.expect_problem(409, "name_taken");
        // The refusals left nothing, and another team may use the name.
        assert_eq!(channels(&ada.client, &engines).await.len(), 2);
        let other = team(&ada.client, "Other").await;
        channel(&ada.client, &other, "design-team", false).await;
    }

    async fn names_at_once_are_one_channel(world: World) {
        let app = App::new(&world).await;
        let ada = app.person("Ada").await;
        let team = team(&ada.client, "Engines").await;
        let path = format!("/api/teams/{team}/channels");
        let tries = futures::future::join_all((0..8).map(|_| ada.client.post(&path, json!({ "name": "race" })))).await;
        let made = tries.iter().filter(|answer| answer.status == 201).count();
        assert_eq!(made, 1);
        for refused in tries.iter().filter(|answer| answer.status != 201) {
            refused.expect_problem(409, "name_taken");
        }
    }

    async fn a_private_channel_is_its_members_alone(world: World) {
        let app = App::new(&world).await;
        let (ada, bob) = (app.person("Ada").await, app.person("Bob").await);
        let team = team(&ada.client, "Engines").await;
        join(&ada.client, &team, "admin", &bob.client).await;
        let secret = channel(&bob.client, &team, "secret", true).await;
        assert_eq!(channels(&bob.client, &team).await.len(), 2);
        assert_eq!(channels(&ada.client, &team).await.len(), 1, "not even the team's owner");
        send(&bob.client, &secret, "psst").await;
    }

    async fn bad_input_is_named(world: World) {
        let app = App::new(&world).await;
        let ada = app.person("Ada").await;
        let team = team(&ada.client, "Engines").await;
        let path = format!("/api/teams/{team}/channels");
        for (body, field, code) in [
            (json!({ "name": "" }), "name", "empty"),
            (json!({ "name": "👍" }), "name", "empty"),
            (json!({ "name": "x".repeat(65) }), "name", "too_long"),
            (json!({ "name": "x".repeat(200_000) }), "name", "too_long"),
            (json!({ "name": 5 }), "name", "invalid_value"),
            (json!({}), "name", "required"),
            (json!({ "name": "a", "owner": true }), "owner", "unknown_field"),
            (json!({ "name": "a", "private": "yes" }), "private", "invalid_value"),
        ] {
            let answer = ada.client.post(&path, body.clone()).await;
            answer.expect_problem(422, "invalid_input");
            let error = &answer.json()["errors"][0];
            assert_eq!((error["field"].as_str(), error["code"].as_str()), (Some(field), Some(code)), "{body}");
        }
        ada.client.get(&format!("{path}?cursor=x")).await.expect_problem(422, "invalid_input");
        ada.client.get(&format!("{path}?page=2")).await.expect_problem(422, "invalid_input");
        let _ = ada.client.get(&format!("{path}?limit=1")).await.expect(200);
        ada.client.get("/api/teams/x/channels").await.expect_problem(400, "invalid_id");
        assert_eq!(channels(&ada.client, &team).await.len(), 1);
        let _ = general(&ada.client, &team).await;
    }
}
