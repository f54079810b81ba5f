//! `/api/documents`

use kernel::TeamId;
use serde_json::json;
use teams::Role;

use crate::{Studio, a_document};

testkit::on_both! {
    async fn a_document_is_made_renamed_and_deleted(world: World) {
        let studio = Studio::open(&world).await;
        let (ada, team) = (&studio.ada, studio.team);
        let body = json!({ "teamId": team, "title": "  Sketch ", "kind": "board" });
        let made = ada.client.post("/api/documents", body).await.expect(201).json();
        assert_eq!((&made["title"], &made["kind"], &made["role"]), (&json!("Sketch"), &json!("board"), &json!("editor")));
        assert_eq!(made["createdBy"]["name"], "Ada");
        let path = format!("/api/documents/{}", made["id"].as_str().expect("an id"));
        assert_eq!(ada.client.get(&path).await.expect(200).json(), made);
        world.clock.advance_millis(5);
        let renamed = ada.client.patch(&path, json!({ "title": "Plan" })).await.expect(200).json();
        assert_eq!(renamed["title"], "Plan");
        assert_ne!(renamed["updatedAt"], made["updatedAt"]);
        let _ = ada.client.delete(&path).await.expect(204);
        ada.client.get(&path).await.expect_problem(404, "not_found");
        ada.client.delete(&path).await.expect_problem(404, "not_found");
    }

    async fn lists_begin_with_what_was_updated_last(world: World) {
        let studio = Studio::open(&world).await;
        let (ada, team) = (&studio.ada, studio.team);
        let mut ids = vec![studio.document];
        for title in ["b", "c"] {
            world.clock.advance_millis(1);
            ids.push(a_document(ada, team, title).await);
        }
        world.clock.advance_millis(1);
        let _ = ada.client.patch(&format!("/api/documents/{}", ids[0]), json!({ "title": "a" })).await.expect(200);
        let first = ada.client.get(&format!("/api/documents?teamId={team}&limit=2")).await.expect(200).json();
        assert_eq!((&first["items"][0]["id"], &first["items"][1]["id"]), (&json!(ids[0]), &json!(ids[2])));
        let cursor = first["nextCursor"].as_str().expect("more");
        let rest = ada.client.get(&format!("/api/documents?teamId={team}&limit=2&cursor={cursor}&kind=document")).await;
        let rest = rest.expect(200).json();
        assert_eq!((&rest["items"][0]["id"], &rest["nextCursor"]), (&json!(ids[1]), &json!(null)));
        let boards = ada.client.get(&format!("/api/documents?teamId={team}&kind=board")).await.expect(200).json();
        assert_eq!(boards["items"], json!([]));
        for query in ["kind=x", "limit=0", "limit=101", "cursor=x", "what=1"] {
            let answer = ada.client.get(&format!("/api/documents?teamId={team}&{query}")).await;
            answer.expect_problem(422, "invalid_input");
        }
    }

    async fn viewers_look_and_strangers_learn_nothing(world: World) {
        let studio = Studio::open(&world).await;
        let vera = studio.join_as("Vera", Role::Viewer).await;
        let eve = accounts::testing::sign_up(&studio.app.client, "Eve").await;
        let path = format!("/api/documents/{}", studio.document);
        assert_eq!(vera.client.get(&path).await.expect(200).json()["role"], "viewer");
        let body = json!({ "teamId": studio.team, "title": "x", "kind": "document" });
        vera.client.post("/api/documents", body.clone()).await.expect_problem(403, "forbidden");
        vera.client.patch(&path, json!({ "title": "x" })).await.expect_problem(403, "forbidden");
        vera.client.delete(&path).await.expect_problem(403, "forbidden");
        for (who, status, code) in [(&eve.client, 404, "not_found"), (&studio.app.client, 401, "unauthenticated")] {
            who.get(&path).await.expect_problem(status, code);
            who.post("/api/documents", body.clone()).await.expect_problem(status, code);
            who.get(&format!("/api/documents?teamId={}", studio.team)).await.expect_problem(status, code);
            who.patch(&path, json!({ "title": "x" })).await.expect_problem(status, code);
            who.delete(&path).await.expect_problem(status, code);
        }
    }

    async fn bad_input_is_named(world: World) {
        let studio = Studio::open(&world).await;
        let (ada, team) = (&studio.ada.client, studio.team);
        for (title, kind) in [("", "document"), (" \u{200b}", "document"), ("x", "sheet"), (&*"x".repeat(201), "board")] {
            let body = json!({ "teamId": team, "title": title, "kind": kind });
            ada.post("/api/documents", body).await.expect_problem(422, "invalid_input");
        }
        let body = json!({ "teamId": team, "title": "x", "kind": "board", "id": "y" });
        ada.post("/api/documents", body).await.expect_problem(422, "invalid_input");
        let body = json!({ "teamId": TeamId::from_uuid(Default::default()), "title": "x", "kind": "board" });
        ada.post("/api/documents", body).await.expect_problem(404, "not_found");
        ada.get("/api/documents/x").await.expect_problem(400, "invalid_id");
        let path = format!("/api/documents/{}", studio.document);
        ada.patch(&path, json!({ "title": "" })).await.expect_problem(422, "invalid_input");
        ada.patch(&path, json!({ "kind": "board" })).await.expect_problem(422, "invalid_input");
    }
}
