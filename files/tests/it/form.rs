//! Forms that are not as they should be.

use axum::body::Body;
use http::Request;
use testkit::Answer;

use crate::studio::{BOUNDARY, Form, Studio, blob_folder, rows, send, stored, with_folder};

#[track_caller]
fn expect_field(answer: &Answer, field: &str, code: &str) {
    answer.expect_problem(422, "invalid_input");
    let errors = &answer.json()["errors"];
    assert_eq!((errors[0]["field"].as_str(), errors[0]["code"].as_str()), (Some(field), Some(code)), "{errors}");
}

testkit::on_both! {
    async fn a_form_that_is_not_right_is_named_and_leaves_nothing(world: World) {
        let platform = with_folder(&world).await;
        let studio = Studio::open(&platform).await;
        let ada = studio.sign_up("Ada").await;
        let team = studio.team(&ada, "Film").await;
        let id = team.to_string();
        for (form, field, code) in [
            (Form::default().file("a.txt", b"x").field("teamId", &id), "teamId", "required"),
            (Form::default(), "file", "required"),
            (Form::to(team), "file", "required"),
            (Form::to(team).field("teamId", &id).file("a.txt", b"x"), "teamId", "duplicate_field"),
            (Form::default().field("teamId", "../x").file("a.txt", b"x"), "teamId", "invalid_value"),
            (Form::default().field("teamId", "").file("a.txt", b"x"), "teamId", "invalid_value"),
            (Form::default().field("teamId", &"1".repeat(10_000)).file("a.txt", b"x"), "teamId", "too_long"),
            (Form::to(team).field("folderId", &id).file("a.txt", b"x"), "folderId", "not_found"),
            (Form::to(team).field("owner", "me").file("a.txt", b"x"), "", "unknown_field"),
            (Form::to(team).file("a.txt", b"x").file("b.txt", b"y"), "file", "duplicate_field"),
            (Form::to(team).file("a.txt", b"x").field("folderId", ""), "file", "not_last"),
        ] {
            expect_field(&send(&ada.client, form.end()).await, field, code);
        }
        send(&ada.client, Form::to(kernel::TeamId::from_uuid(uuid::Uuid::nil())).file("a.txt", b"x").end()).await.expect_problem(404, "not_found");
        for table in ["files", "blobs", "blob_arrivals"] {
            assert_eq!(rows(&platform, table).await, 0, "{table}");
        }
        world.run_jobs().await;
        assert_eq!(stored(&blob_folder(&world)), 0);
    }

    async fn what_is_no_form_is_refused(world: World) {
        let studio = Studio::open(&world.platform).await;
        let ada = studio.sign_up("Ada").await;
        let team = studio.team(&ada, "Film").await;
        let typed = |kind: &str, body: Vec<u8>| Request::post("/api/files").header("content-type", kind).body(Body::from(body)).expect("a request");
        let whole = || Form::to(team).file("a.txt", b"x").end();
        ada.client.send(typed("application/json", b"{}".to_vec())).await.expect_problem(415, "unsupported_media_type");
        ada.client.send(typed("application/octet-stream", whole())).await.expect_problem(415, "unsupported_media_type");
        ada.client.send(Request::post("/api/files").body(Body::from(whole())).expect("a request")).await.expect_problem(415, "unsupported_media_type");
        ada.client.send(typed("multipart/form-data", whole())).await.expect_problem(400, "invalid_request");
        ada.client.send(typed("multipart/form-data; boundary=other", whole())).await.expect_problem(400, "invalid_request");
        for broken in [b"".to_vec(), b"garbage".to_vec(), format!("--{BOUNDARY}").into_bytes(), format!("--{BOUNDARY}\r\n\r\n").into_bytes()] {
            send(&ada.client, broken).await.expect_problem(400, "invalid_request");
        }
        // No end to the preamble, or to the headers of a part.
        send(&ada.client, vec![b'x'; 2_000_000]).await.expect_problem(400, "invalid_request");
        let endless = [format!("--{BOUNDARY}\r\nX-A: ").into_bytes(), vec![b'x'; 2_000_000]].concat();
        send(&ada.client, endless).await.expect_problem(400, "invalid_request");
        assert_eq!(rows(&world.platform, "files").await, 0);
    }

    async fn bytes_that_look_like_the_boundary_are_bytes(world: World) {
        let studio = Studio::open(&world.platform).await;
        let ada = studio.sign_up("Ada").await;
        let team = studio.team(&ada, "Film").await;
        let tricky = format!("\r\n--{}\r\n--\r\n\r\n-\r\n--{}x", &BOUNDARY[1..], &BOUNDARY[..BOUNDARY.len() - 1]).into_bytes();
        let file = crate::studio::upload(&ada.client, team, "a.bin", &tricky).await;
        assert_eq!(ada.client.get(&crate::studio::content(&file)).await.expect(200).body, tricky);
    }
}
