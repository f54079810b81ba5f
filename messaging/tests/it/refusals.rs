//! Who may not.

use kernel::Topic;
use serde_json::json;

use crate::{App, channel, channels, general, join, page, send, team, try_send};

testkit::on_both! {
    async fn nobody_gets_in_without_signing_in(world: World) {
        let app = App::new(&world).await;
        let ada = app.person("Ada").await;
        let team = team(&ada.client, "Engines").await;
        let general = general(&ada.client, &team).await;
        let anon = &app.anon;
        let channels = format!("/api/teams/{team}/channels");
        anon.get(&channels).await.expect_problem(401, "unauthenticated");
        anon.post(&channels, json!({ "name": "x" })).await.expect_problem(401, "unauthenticated");
        anon.get(&format!("/api/channels/{general}/messages")).await.expect_problem(401, "unauthenticated");
        try_send(anon, &general, "x", "x").await.expect_problem(401, "unauthenticated");
        anon.put(&format!("/api/channels/{general}/read"), json!({ "seq": 1 })).await.expect_problem(401, "unauthenticated");
    }

    async fn another_team_and_a_private_channel_are_not_there(world: World) {
        let app = App::new(&world).await;
        let (ada, bob, eve) = (app.person("Ada").await, app.person("Bob").await, app.person("Eve").await);
        let engines = team(&ada.client, "Engines").await;
        join(&ada.client, &engines, "viewer", &bob.client).await;
        let general = general(&ada.client, &engines).await;
        let secret = channel(&ada.client, &engines, "secret", true).await;
        send(&ada.client, &general, "hello").await;
        send(&ada.client, &secret, "psst").await;
        // Warm memory must not let anyone in.
        page(&ada.client, &general, "").await;
        page(&ada.client, &secret, "").await;
        let absent = "01980000-0000-7000-8000-000000000000".to_owned();
        for (who, hidden) in [(&eve.client, &general), (&eve.client, &secret), (&bob.client, &secret), (&bob.client, &absent)] {
            for _ in 0..2 {
                for query in ["", "?after=0", "?before=9"] {
                    who.get(&format!("/api/channels/{hidden}/messages{query}")).await.expect_problem(404, "not_found");
                }
                try_send(who, hidden, "x", "x").await.expect_problem(404, "not_found");
                // Not even by what is wrong with the input.
                try_send(who, hidden, "", "").await.expect_problem(404, "not_found");
                who.put(&format!("/api/channels/{hidden}/read"), json!({ "seq": 1 })).await.expect_problem(404, "not_found");
                who.put(&format!("/api/channels/{hidden}/read"), json!({ "seq": -1 })).await.expect_problem(404, "not_found");
            }
        }
        eve.client.get(&format!("/api/teams/{engines}/channels")).await.expect_problem(404, "not_found");
        eve.client.post(&format!("/api/teams/{engines}/channels"), json!({ "name": "x" })).await.expect_problem(404, "not_found");
        assert_eq!(channels(&bob.client, &engines).await.len(), 1);
        let topic = |id: &str| Topic::Channel(id.parse().expect("an id"));
        let hears = async |user| app.messaging.topics_of(user).await.expect("topics");
        assert_eq!(hears(ada.user).await.len(), 2);
        assert!(hears(ada.user).await.contains(&topic(&secret)));
        assert_eq!(hears(bob.user).await, [topic(&general)]);
        assert_eq!(hears(eve.user).await, []);
    }

    async fn a_viewer_reads_and_does_not_write(world: World) {
        let app = App::new(&world).await;
        let (ada, bob) = (app.person("Ada").await, app.person("Bob").await);
        let team = team(&ada.client, "Engines").await;
        join(&ada.client, &team, "viewer", &bob.client).await;
        let general = general(&bob.client, &team).await;
        send(&ada.client, &general, "hello").await;
        assert_eq!(page(&bob.client, &general, "").await["items"][0]["text"], "hello");
        try_send(&bob.client, &general, "x", "x").await.expect_problem(403, "forbidden");
        bob.client.post(&format!("/api/teams/{team}/channels"), json!({ "name": "x" })).await.expect_problem(403, "forbidden");
        let read = bob.client.put(&format!("/api/channels/{general}/read"), json!({ "seq": 1 })).await.expect(200);
        assert_eq!(read.json(), json!({ "lastReadSeq": 1, "unread": 0 }));
    }

    async fn who_was_removed_is_out_at_once(world: World) {
        let app = App::new(&world).await;
        let (ada, bob) = (app.person("Ada").await, app.person("Bob").await);
        let team = team(&ada.client, "Engines").await;
        join(&ada.client, &team, "member", &bob.client).await;
        let general = general(&bob.client, &team).await;
        let secret = channel(&bob.client, &team, "secret", true).await;
        send(&bob.client, &secret, "mine").await;
        page(&bob.client, &general, "").await;
        let _ = ada.client.delete(&format!("/api/teams/{team}/members/{}", bob.user)).await.expect(204);
        for hidden in [&general, &secret] {
            bob.client.get(&format!("/api/channels/{hidden}/messages")).await.expect_problem(404, "not_found");
            try_send(&bob.client, hidden, "x", "x").await.expect_problem(404, "not_found");
        }
        assert_eq!(app.messaging.topics_of(bob.user).await.expect("topics"), []);
    }
}
