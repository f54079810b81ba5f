//! Unread is exact: random reads and sends against a model.

use std::time::Duration;

use futures::future::join_all;
use serde_json::json;
use testkit::Client;

use crate::{App, channel, channels, general, join, send, team, try_send};

async fn mark(who: &Client, channel: &str, seq: i64) -> (i64, i64) {
    let answer = who.put(&format!("/api/channels/{channel}/read"), json!({ "seq": seq })).await.expect(200).json();
    (answer["lastReadSeq"].as_i64().expect("a number"), answer["unread"].as_i64().expect("a number"))
}

async fn listed(who: &Client, team: &str, channel: &str) -> (i64, i64, i64) {
    let all = channels(who, team).await;
    let found = all.iter().find(|found| found["id"] == *channel).expect("it is listed");
    let number = |field: &str| found[field].as_i64().expect("a number");
    (number("lastSeq"), number("lastReadSeq"), number("unread"))
}

testkit::on_both! {
    async fn a_cursor_goes_forward_and_no_further_than_the_last(world: World) {
        let app = App::new(&world).await;
        let (ada, bob) = (app.person("Ada").await, app.person("Bob").await);
        let team = team(&ada.client, "Engines").await;
        join(&ada.client, &team, "member", &bob.client).await;
        let general = general(&ada.client, &team).await;
        assert_eq!(mark(&bob.client, &general, 7).await, (0, 0), "there is nothing to read");
        for n in 0..4 {
            send(&ada.client, &general, &n.to_string()).await;
        }
        assert_eq!(listed(&ada.client, &team, &general).await, (4, 4, 0), "whoever writes has read");
        assert_eq!(listed(&bob.client, &team, &general).await, (4, 0, 4));
        assert_eq!(mark(&bob.client, &general, 3).await, (3, 1));
        assert_eq!(mark(&bob.client, &general, 1).await, (3, 1), "never back");
        assert_eq!(mark(&bob.client, &general, i64::MAX).await, (4, 0));
        assert_eq!(listed(&bob.client, &team, &general).await, (4, 4, 0));
        send(&bob.client, &general, "mine").await;
        assert_eq!(listed(&bob.client, &team, &general).await, (5, 5, 0));
        assert_eq!(listed(&ada.client, &team, &general).await, (5, 4, 1));
    }

    async fn who_comes_later_has_nothing_unread_of_before(world: World) {
        let app = App::new(&world).await;
        let (ada, bob) = (app.person("Ada").await, app.person("Bob").await);
        let team = team(&ada.client, "Engines").await;
        let general = general(&ada.client, &team).await;
        for n in 0..3 {
            send(&ada.client, &general, &n.to_string()).await;
        }
        join(&ada.client, &team, "member", &bob.client).await;
        assert_eq!(listed(&bob.client, &team, &general).await, (3, 3, 0));
        send(&ada.client, &general, "welcome").await;
        assert_eq!(listed(&bob.client, &team, &general).await, (4, 3, 1));
    }

    async fn bad_marks_are_named(world: World) {
        let app = App::new(&world).await;
        let ada = app.person("Ada").await;
        let team = team(&ada.client, "Engines").await;
        let general = general(&ada.client, &team).await;
        for body in [json!({}), json!({ "seq": -1 }), json!({ "seq": "1" }), json!({ "seq": 1.5 }), json!({ "seq": 1, "x": 1 })] {
            let answer = ada.client.put(&format!("/api/channels/{general}/read"), body).await;
            answer.expect_problem(422, "invalid_input");
        }
    }

    async fn random_reads_and_sends_against_a_model(world: World) {
        let app = App::new(&world).await;
        let (ada, bob) = (app.person("Ada").await, app.person("Bob").await);
        let team = team(&ada.client, "Engines").await;
        join(&ada.client, &team, "member", &bob.client).await;
        let people = [&ada.client, &bob.client];
        let rooms = [general(&ada.client, &team).await, channel(&ada.client, &team, "other", false).await];
        let (mut last, mut read) = ([0_i64; 2], [[0_i64; 2]; 2]);
        let below = |bound: i64| i64::try_from(world.platform.rng.below(bound.unsigned_abs())).expect("small");
        let pick = || usize::from(below(2) == 1);
        for _ in 0..150 {
            world.clock.advance(Duration::from_secs(1));
            let (person, room) = (pick(), pick());
            match below(4) {
                0 => {
                    send(people[person], &rooms[room], "x").await;
                    last[room] += 1;
                    read[person][room] = last[room];
                }
                1 => {
                    // Two devices and another person at once.
                    let (a, b) = (below(last[room] + 3), below(last[room] + 3));
                    let other = 1 - person;
                    tokio::join!(
                        mark(people[person], &rooms[room], a),
                        mark(people[person], &rooms[room], b),
                        mark(people[other], &rooms[room], a),
                    );
                    read[person][room] = read[person][room].max(a.max(b).min(last[room]));
                    read[other][room] = read[other][room].max(a.min(last[room]));
                }
                _ => {
                    let seq = below(last[room] + 3);
                    read[person][room] = read[person][room].max(seq.min(last[room]));
                    let expected = (read[person][room], last[room] - read[person][room]);
                    assert_eq!(mark(people[person], &rooms[room], seq).await, expected);
                }
            }
            let (person, room) = (pick(), pick());
            let expected = (last[room], read[person][room], last[room] - read[person][room]);
            assert_eq!(listed(people[person], &team, &rooms[room]).await, expected);
        }
    }

    async fn a_crowd_that_reads_at_once_is_counted(world: World) {
        let app = App::new(&world).await;
        let ada = app.person("Ada").await;
        let team = team(&ada.client, "Engines").await;
        let general = general(&ada.client, &team).await;
        let mut crowd = Vec::new();
        for n in 0..8 {
            let person = app.person(&format!("Person{n}")).await;
            join(&ada.client, &team, "viewer", &person.client).await;
            crowd.push(person.client);
        }
        for n in 0..20 {
            send(&ada.client, &general, &n.to_string()).await;
        }
        let marks = crowd.iter().enumerate().flat_map(|(index, who)| {
            let general = &general;
            let index = i64::try_from(index).expect("small");
            (0..=index).map(move |seq| mark(who, general, seq + 5))
        });
        join_all(marks).await;
        for (index, who) in crowd.iter().enumerate() {
            let read = i64::try_from(index).expect("small") + 5;
            assert_eq!(listed(who, &team, &general).await, (20, read, 20 - read));
        }
        let names: Vec<String> = (0..20).map(|n| format!("late-{n}")).collect();
        let sends = names.iter().map(|name| try_send(&ada.client, &general, "x", name));
        let (_, marked) = tokio::join!(join_all(sends), mark(&crowd[0], &general, 20));
        assert_eq!(marked.0, 20);
        assert_eq!(listed(&crowd[0], &team, &general).await, (40, 20, 20));
    }
}
