//! Listing, looking, renaming, deleting, and what listeners hear of it.

use std::time::Duration;

use platform::bus::{EventStream, Heard};
use serde_json::{Value, json};

use crate::studio::{Studio, id, upload};
use teams::Role;

/// The next event of this room.
async fn next(events: &mut EventStream) -> (kernel::Topic, Value) {
    let told = async {
        loop {
            if let Some(Heard::Event(event)) = events.next().await
                && event.kind.starts_with("file.")
            {
                return (event.topic, serde_json::from_str(&event.payload).expect("JSON"));
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(5), told).await.expect("an event")
}

testkit::on_both! {
    async fn the_newest_come_first_page_by_page(world: World) {
        let studio = Studio::open(&world.platform).await;
        let (ada, eve) = (studio.sign_up("Ada").await, studio.sign_up("Eve").await);
        let (team, other) = (studio.team(&ada, "Film").await, studio.team(&eve, "Other").await);
        upload(&eve.client, other, "foreign.txt", b"x").await;
        let mut names = Vec::new();
        for n in 0..5 {
            world.clock.advance_millis(1);
            upload(&ada.client, team, &format!("{n}.txt"), b"same").await;
            names.insert(0, format!("{n}.txt"));
        }
        let (mut listed, mut path) = (Vec::new(), format!("/api/files?teamId={team}&limit=2"));
        loop {
            let page = ada.client.get(&path).await.expect(200).json();
            listed.extend(page["items"].as_array().expect("items").iter().map(|file| file["name"].as_str().unwrap_or("").to_owned()));
            match page["nextCursor"].as_str() {
                Some(cursor) => path = format!("/api/files?teamId={team}&limit=2&cursor={cursor}"),
                None => break,
            }
        }
        assert_eq!(listed, names);
        let whole = ada.client.get(&format!("/api/files?teamId={team}&folderId=")).await.expect(200).json();
        assert_eq!((whole["items"].as_array().map(Vec::len), &whole["nextCursor"]), (Some(5), &Value::Null));
        for (query, status, code) in [
            (format!("teamId={other}"), 404, "not_found"),
            (format!("teamId={team}&limit=0"), 422, "invalid_input"),
            (format!("teamId={team}&limit=101"), 422, "invalid_input"),
            (format!("teamId={team}&cursor=x"), 422, "invalid_input"),
            (format!("teamId={team}&folderId={team}"), 422, "invalid_input"),
            (format!("teamId={team}&sort=name"), 422, "invalid_input"),
            ("teamId=x".to_owned(), 422, "invalid_input"),
            (String::new(), 422, "invalid_input"),
        ] {
            ada.client.get(&format!("/api/files?{query}")).await.expect_problem(status, code);
        }
        studio.client().get(&format!("/api/files?teamId={team}")).await.expect_problem(401, "unauthenticated");
    }

    async fn a_file_is_renamed(world: World) {
        let studio = Studio::open(&world.platform).await;
        let (ada, bob, eve) = (studio.sign_up("Ada").await, studio.sign_up("Bob").await, studio.sign_up("Eve").await);
        let team = studio.team(&ada, "Film").await;
        studio.join(team, &ada, &bob, Role::Viewer).await;
        let file = upload(&ada.client, team, "a.txt", b"x").await;
        let path = format!("/api/files/{}", id(&file));
        world.clock.advance_millis(5000);
        let renamed = ada.client.patch(&path, json!({ "name": "../b\u{202e}.png " })).await.expect(200).json();
        assert_eq!((&renamed["name"], &renamed["mimeType"]), (&json!("b.png"), &json!("image/png")));
        assert_eq!((&renamed["updatedAt"], &renamed["createdAt"]), (&json!("2026-01-05T09:00:05.000Z"), &file["createdAt"]));
        assert_eq!(ada.client.get(&path).await.expect(200).json(), renamed);
        assert_eq!(ada.client.patch(&path, json!({ "name": "b.png" })).await.expect(200).json(), renamed);
        for body in [json!({}), json!({ "name": " " }), json!({ "name": 1 }), json!({ "name": "c", "teamId": team })] {
            ada.client.patch(&path, body).await.expect_problem(422, "invalid_input");
        }
        bob.client.patch(&path, json!({ "name": "c" })).await.expect_problem(403, "forbidden");
        bob.client.delete(&path).await.expect_problem(403, "forbidden");
        for refused in [
            eve.client.patch(&path, json!({ "name": "c" })).await,
            eve.client.get(&path).await,
            eve.client.delete(&path).await,
        ] {
            refused.expect_problem(404, "not_found");
        }
        for refused in [
            studio.client().patch(&path, json!({ "name": "c" })).await,
            studio.client().get(&path).await,
            studio.client().delete(&path).await,
        ] {
            refused.expect_problem(401, "unauthenticated");
        }
        assert_eq!(bob.client.get(&path).await.expect(200).json(), renamed);
    }

    async fn a_deleted_file_is_gone(world: World) {
        let studio = Studio::open(&world.platform).await;
        let ada = studio.sign_up("Ada").await;
        let team = studio.team(&ada, "Film").await;
        let path = format!("/api/files/{}", id(&upload(&ada.client, team, "a.txt", b"x").await));
        let _ = ada.client.delete(&path).await.expect(204);
        ada.client.delete(&path).await.expect_problem(404, "not_found");
        ada.client.get(&path).await.expect_problem(404, "not_found");
        ada.client.get(&format!("{path}/content")).await.expect_problem(404, "not_found");
        ada.client.patch(&path, json!({ "name": "b" })).await.expect_problem(404, "not_found");
    }

    async fn listeners_hear(world: World) {
        let studio = Studio::open(&world.platform).await;
        let ada = studio.sign_up("Ada").await;
        let team = studio.team(&ada, "Film").await;
        let mut events = world.platform.bus.events();
        let file = upload(&ada.client, team, "a.txt", b"x").await;
        let path = format!("/api/files/{}", id(&file));
        let topic = kernel::Topic::Team(team);
        assert_eq!(next(&mut events).await, (topic, json!({ "type": "file.created", "teamId": team, "file": file })));
        let file = ada.client.patch(&path, json!({ "name": "b.txt" })).await.expect(200).json();
        assert_eq!(next(&mut events).await, (topic, json!({ "type": "file.updated", "teamId": team, "file": file })));
        let _ = ada.client.delete(&path).await.expect(204);
        assert_eq!(next(&mut events).await, (topic, json!({ "type": "file.deleted", "teamId": team, "fileId": id(&file) })));
    }
}
