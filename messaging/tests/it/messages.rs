//! Sending and reading messages.

use std::collections::BTreeMap;

use futures::future::join_all;
use serde_json::json;

use crate::{App, channel, channels, general, join, page, send, seqs, team, texts, try_send};

testkit::on_both! {
    async fn a_message_is_what_was_sent_and_is_sent_once(world: World) {
        let app = App::new(&world).await;
        let ada = app.person("Ada").await;
        let team = team(&ada.client, "Engines").await;
        let general = general(&ada.client, &team).await;
        let first = try_send(&ada.client, &general, "  **hi** <script>alert(1)</script>\n", "one").await.expect(201).json();
        let html = first["html"].as_str().expect("html");
        assert!(html.contains("<strong>hi</strong>") && !html.contains("<script"), "{html}");
        assert_eq!(first, json!({
            "id": first["id"], "channelId": general, "seq": 1, "clientId": "one",
            "author": { "id": ada.user, "name": "Ada", "hue": first["author"]["hue"] },
            "text": "  **hi** <script>alert(1)</script>", "html": html, "createdAt": "2026-01-05T09:00:00.000Z",
        }));
        let again = try_send(&ada.client, &general, "another text", "one").await.expect(200).json();
        assert_eq!(again, first);
        let listed = page(&ada.client, &general, "").await;
        assert_eq!(listed, json!({ "items": [first], "nextCursor": null }));
        // A name is its author's own, and its channel's.
        let bob = app.person("Bob").await;
        join(&ada.client, &team, "member", &bob.client).await;
        let _ = try_send(&bob.client, &general, "mine", "one").await.expect(201);
        let other = channel(&ada.client, &team, "other", false).await;
        let _ = try_send(&ada.client, &other, "elsewhere", "one").await.expect(201);
    }

    async fn the_same_message_ten_times_at_once_is_one(world: World) {
        let app = App::new(&world).await;
        let ada = app.person("Ada").await;
        let team = team(&ada.client, "Engines").await;
        let general = general(&ada.client, &team).await;
        let answers = join_all((0..10).map(|_| try_send(&ada.client, &general, "hello", "same"))).await;
        let created = answers.iter().filter(|answer| answer.status == 201).count();
        assert_eq!(created, 1, "one of them made it");
        for answer in &answers {
            assert!(answer.status.is_success());
            assert_eq!(answer.json(), answers[0].json());
        }
        send(&ada.client, &general, "next").await;
        assert_eq!(texts(&page(&ada.client, &general, "").await), ["hello", "next"]);
    }

    async fn fifty_at_once_in_several_channels_have_no_gap(world: World) {
        let app = App::new(&world).await;
        let (ada, bob) = (app.person("Ada").await, app.person("Bob").await);
        let team = team(&ada.client, "Engines").await;
        join(&ada.client, &team, "member", &bob.client).await;
        let mut rooms = vec![general(&ada.client, &team).await];
        for name in ["a", "b", "c"] {
            rooms.push(channel(&ada.client, &team, name, false).await);
        }
        for round in 0..3 {
            let sends = (0..50).map(|n| {
                let who = if n % 2 == 0 { &ada.client } else { &bob.client };
                let room = &rooms[n % rooms.len()];
                async move {
                    let text = format!("{round}-{n}");
                    (room, try_send(who, room, &text, &text).await.expect(201).json())
                }
            });
            let sent = join_all(sends).await;
            for (room, message) in sent {
                let seq = message["seq"].as_i64().expect("a number");
                let found = page(&ada.client, room, &format!("after={}&limit=1", seq - 1)).await;
                assert_eq!(found["items"][0], message, "an acknowledged message is read under its number");
            }
        }
        let mut total = 0;
        for room in &rooms {
            let (mut all, mut after) = (Vec::new(), "0".to_owned());
            loop {
                let part = page(&bob.client, room, &format!("after={after}&limit=7")).await;
                all.extend(seqs(&part));
                match part["nextCursor"].as_str() {
                    Some(next) => after = next.to_owned(),
                    None => break,
                }
            }
            total += all.len();
            let count = i64::try_from(all.len()).expect("small");
            assert_eq!(all, (1..=count).collect::<Vec<_>>());
        }
        assert_eq!(total, 150);
    }

    async fn pages_go_both_ways(world: World) {
        let app = App::new(&world).await;
        let ada = app.person("Ada").await;
        let team = team(&ada.client, "Engines").await;
        let general = general(&ada.client, &team).await;
        let empty = page(&ada.client, &general, "").await;
        assert_eq!(empty, json!({ "items": [], "nextCursor": null }));
        // More than the newest page that is remembered.
        for start in (1..=150).step_by(50) {
            for n in start..start + 50 {
                send(&ada.client, &general, &n.to_string()).await;
            }
        }
        let newest = page(&ada.client, &general, "").await;
        assert_eq!((seqs(&newest), newest["nextCursor"].as_str()), ((101..=150).collect(), Some("101")));
        for (query, first, last, next) in [
            ("limit=1", 150, 150, Some("150")),
            ("limit=100", 51, 150, Some("51")),
            ("before=101", 51, 100, Some("51")),
            ("before=51&limit=100", 1, 50, None),
            ("before=31&limit=10", 21, 30, Some("21")),
            ("after=0&limit=3", 1, 3, Some("3")),
            ("after=100", 101, 150, None),
            ("after=100&limit=20", 101, 120, Some("120")),
            ("after=40&before=44", 41, 43, None),
            ("after=40&before=44&limit=2", 41, 42, Some("42")),
            ("before=99999999999&limit=2", 149, 150, Some("149")),
        ] {
            let found = page(&ada.client, &general, query).await;
            assert_eq!(seqs(&found), (first..=last).collect::<Vec<i64>>(), "{query}");
            assert_eq!(found["nextCursor"].as_str(), next, "{query}");
        }
        for query in ["after=150", "after=18446744073709551615", "before=1", "before=0", "after=5&before=6", "after=9&before=2"] {
            assert_eq!(page(&ada.client, &general, query).await, json!({ "items": [], "nextCursor": null }), "{query}");
        }
    }

    async fn an_author_has_the_name_of_today(world: World) {
        let app = App::new(&world).await;
        let ada = app.person("Ada").await;
        let team = team(&ada.client, "Engines").await;
        let general = general(&ada.client, &team).await;
        let sent = try_send(&ada.client, &general, "hi", "one").await.expect(201).json();
        assert_eq!(page(&ada.client, &general, "").await["items"][0]["author"]["name"], "Ada");
        let _ = ada.client.patch("/api/auth/me", json!({ "name": "Countess" })).await.expect(200);
        assert_eq!(page(&ada.client, &general, "").await["items"][0]["author"]["name"], "Countess");
        let again = try_send(&ada.client, &general, "hi", "one").await.expect(200).json();
        assert_eq!(again["author"]["name"], "Countess");
        assert_eq!(again["id"], sent["id"]);
    }

    async fn bad_input_is_named_and_writes_nothing(world: World) {
        let app = App::new(&world).await;
        let ada = app.person("Ada").await;
        let team = team(&ada.client, "Engines").await;
        let general = general(&ada.client, &team).await;
        let path = format!("/api/channels/{general}/messages");
        for (body, field, code) in [
            (json!({ "text": "", "clientId": "a" }), "text", "empty"),
            (json!({ "text": " \u{200B}\n\u{0}", "clientId": "a" }), "text", "empty"),
            (json!({ "text": "x".repeat(16_001), "clientId": "a" }), "text", "too_long"),
            (json!({ "text": "x", "clientId": "" }), "clientId", "empty"),
            (json!({ "text": "x", "clientId": "x".repeat(65) }), "clientId", "too_long"),
            (json!({ "text": "x", "clientId": "a\u{0}b" }), "clientId", "invalid_value"),
            (json!({ "text": "x" }), "clientId", "required"),
            (json!({ "text": 1, "clientId": "a" }), "text", "invalid_value"),
            (json!({ "text": "x", "clientId": "a", "seq": 9 }), "seq", "unknown_field"),
        ] {
            let answer = ada.client.post(&path, body.clone()).await;
            answer.expect_problem(422, "invalid_input");
            let error = &answer.json()["errors"][0];
            assert_eq!((error["field"].as_str(), error["code"].as_str()), (Some(field), Some(code)), "{body}");
        }
        for query in ["limit=0", "limit=101", "limit=x", "before=-1", "after=x", "since=1"] {
            ada.client.get(&format!("{path}?{query}")).await.expect_problem(422, "invalid_input");
        }
        ada.client.get("/api/channels/x/messages").await.expect_problem(400, "invalid_id");
        assert_eq!(channels(&ada.client, &team).await[0]["lastSeq"], 0);
        // What is odd but well formed is kept.
        let long = "😀".repeat(16_000);
        let sent = try_send(&ada.client, &general, &long, &"é".repeat(64)).await.expect(201).json();
        assert_eq!((sent["text"].as_str(), sent["seq"].as_i64()), (Some(long.as_str()), Some(1)));
        let nul = try_send(&ada.client, &general, "a\u{0}b\u{7}", "nul").await.expect(201).json();
        assert_eq!(nul["text"], "ab");
        assert_eq!(texts(&page(&ada.client, &general, "").await), [long, "ab".to_owned()]);
    }

    async fn numbers_follow_in_each_channel_by_itself(world: World) {
        let app = App::new(&world).await;
        let ada = app.person("Ada").await;
        let team = team(&ada.client, "Engines").await;
        let mut next: BTreeMap<String, i64> = BTreeMap::new();
        for name in ["a", "b"] {
            next.insert(channel(&ada.client, &team, name, false).await, 1);
        }
        for _ in 0..3 {
            for (room, seq) in &mut next {
                assert_eq!(send(&ada.client, room, "x").await["seq"], *seq);
                *seq += 1;
            }
        }
    }
}
