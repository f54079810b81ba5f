//! What is told, to whom.

use std::time::Duration;

use futures::future::join_all;
use kernel::{Event, Topic};
use platform::bus::{EventStream, Heard};
use serde_json::{Value, json};
use std::sync::Arc;

use crate::{App, channel, general, join, page, send, team, texts, try_send};

/// Only this room's events, in order, until it is quiet.
async fn heard(events: &mut EventStream) -> Vec<Arc<Event>> {
    let mut all = Vec::new();
    while let Ok(Some(heard)) = tokio::time::timeout(Duration::from_millis(300), events.next()).await {
        let Heard::Event(event) = heard else { panic!("an event was missed") };
        if event.kind.starts_with("message.") || event.kind.starts_with("channel.") {
            all.push(event);
        }
    }
    all
}

fn payload(event: &Event) -> Value {
    serde_json::from_str(&event.payload).expect("JSON")
}

testkit::on_both! {
    async fn each_message_is_told_once_in_order(world: World) {
        let app = App::new(&world).await;
        let ada = app.person("Ada").await;
        let team = team(&ada.client, "Engines").await;
        let general = general(&ada.client, &team).await;
        let mut events = app.platform.bus.events();
        let sends = (0..20).map(|n| {
            let (client, general) = (&ada.client, &general);
            async move { try_send(client, general, &n.to_string(), &format!("{}", n / 2)).await.json() }
        });
        let sent = join_all(sends).await;
        let heard = heard(&mut events).await;
        assert_eq!(heard.len(), 10, "sent twice is told once");
        for (index, event) in heard.iter().enumerate() {
            let told = payload(event);
            let seq = index + 1;
            let message = sent.iter().find(|message| message["seq"] == seq).expect("it was sent");
            assert_eq!(told, json!({
                "type": "message.created", "channelId": general, "teamId": team, "seq": seq, "message": message,
            }));
            assert_eq!(event.topic, Topic::Channel(general.parse().expect("an id")));
            assert!(!event.regroups && event.ends_session.is_none());
        }
    }

    async fn a_channel_is_told_to_those_who_may_read_it(world: World) {
        let app = App::new(&world).await;
        let ada = app.person("Ada").await;
        let team = team(&ada.client, "Engines").await;
        let mut events = app.platform.bus.events();
        let public = channel(&ada.client, &team, "public", false).await;
        let private = channel(&ada.client, &team, "private", true).await;
        ada.client.post(&format!("/api/teams/{team}/channels"), json!({ "name": "public" })).await.expect_problem(409, "name_taken");
        let heard = heard(&mut events).await;
        let topics: Vec<_> = heard.iter().map(|event| (event.topic, event.regroups)).collect();
        assert_eq!(topics, [(Topic::Team(team.parse().expect("an id")), true), (Topic::User(ada.user), true)]);
        for (event, id) in heard.iter().zip([&public, &private]) {
            let told = payload(event);
            let listed = crate::channels(&ada.client, &team).await;
            let listed = listed.iter().find(|channel| channel["id"] == **id).expect("it is listed");
            assert_eq!(told, json!({ "type": "channel.created", "teamId": team, "channel": listed }));
        }
    }

    async fn reading_is_told_to_ones_own_devices_when_it_moves(world: World) {
        let app = App::new(&world).await;
        let (ada, bob) = (app.person("Ada").await, app.person("Bob").await);
        let team = team(&ada.client, "Engines").await;
        join(&ada.client, &team, "viewer", &bob.client).await;
        let general = general(&ada.client, &team).await;
        for n in 0..3 {
            send(&ada.client, &general, &n.to_string()).await;
        }
        let mut events = app.platform.bus.events();
        heard(&mut events).await;
        for seq in [2, 2, 1, 99, 3] {
            let _ = bob.client.put(&format!("/api/channels/{general}/read"), json!({ "seq": seq })).await.expect(200);
        }
        let told: Vec<_> = heard(&mut events).await.iter().map(|event| (event.topic, payload(event))).collect();
        let read = |seq: i64, unread: i64| {
            let told = json!({ "type": "channel.read", "channelId": general, "lastReadSeq": seq, "unread": unread });
            (Topic::User(bob.user), told)
        };
        assert_eq!(told, [read(2, 1), read(3, 0)]);
    }

    /// A server that dies between commit and publishing publishes at its next start, and perhaps once more.
    async fn an_event_heard_twice_changes_nothing(world: World) {
        let app = App::new(&world).await;
        let ada = app.person("Ada").await;
        let team = team(&ada.client, "Engines").await;
        let general = general(&ada.client, &team).await;
        page(&ada.client, &general, "").await;
        let mut events = app.platform.bus.events();
        for n in 0..5 {
            send(&ada.client, &general, &n.to_string()).await;
        }
        let told = heard(&mut events).await;
        assert_eq!(told.len(), 5);
        for event in told.iter().rev().chain(&told) {
            app.platform.bus.publish(Arc::clone(event)).await.expect("published");
        }
        heard(&mut events).await;
        assert_eq!(texts(&page(&ada.client, &general, "").await), ["0", "1", "2", "3", "4"]);
        send(&ada.client, &general, "5").await;
        assert_eq!(texts(&page(&ada.client, &general, "").await), ["0", "1", "2", "3", "4", "5"]);
    }

    async fn an_event_that_says_nothing_we_know_is_survived(world: World) {
        let app = App::new(&world).await;
        let ada = app.person("Ada").await;
        let team = team(&ada.client, "Engines").await;
        let general = general(&ada.client, &team).await;
        send(&ada.client, &general, "0").await;
        page(&ada.client, &general, "").await;
        let topic = Topic::Channel(general.parse().expect("an id"));
        let mut events = app.platform.bus.events();
        for detail in [json!({}), json!({ "seq": "x" }), json!({ "seq": 2 }), json!({ "seq": 99, "message": {} })] {
            app.platform.bus.publish(Arc::new(app.platform.event(topic, "message.created", detail))).await.expect("published");
            page(&ada.client, &general, "").await;
        }
        heard(&mut events).await;
        assert_eq!(texts(&page(&ada.client, &general, "").await), ["0"]);
    }
}
