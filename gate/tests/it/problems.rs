//! Whatever fails, fails in one form.

use std::time::Duration;

use axum::body::Body;
use http::{Method, Request, header};
use serde_json::json;

use crate::{house::House, in_a_world};

in_a_world! {
    async fn every_failure_is_a_problem(world: World) {
        let house = House::with(&world, |options| options.max_json_bytes = 200);
        let client = house.client();
        let signed = client.bearer("user-1");
        client.get("/api/nothing").await.expect_problem(404, "not_found");
        client.get("/health").await.expect_problem(404, "not_found");
        let wrong = client.delete("/api/test/who").await;
        wrong.expect_problem(405, "method_not_allowed");
        assert!(wrong.header("allow").is_some_and(|allow| allow.contains("GET")));
        client.get("/api/test/things/no-id").await.expect_problem(400, "invalid_id");
        client.get("/api/test/things?limit=x").await.expect_problem(422, "invalid_input");
        signed.post("/api/test/things", json!({ "name": 1 })).await.expect_problem(422, "invalid_input");
        signed.post("/api/test/things", json!({ "name": "x".repeat(300) })).await.expect_problem(413, "payload_too_large");
        signed.post_empty("/api/test/things").await.expect_problem(415, "unsupported_media_type");
        client.post("/api/test/things", json!({ "name": "a" })).await.expect_problem(401, "unauthenticated");
        client.get("/api/test/fail/other").await.expect_problem(404, "not_found");
        client.post("/api/test/upload", json!({})).await.expect_problem(415, "unsupported_media_type");
        // A handshake that is none, refused by the framework.
        signed.get("/api/test/socket").await.expect_problem(400, "invalid_request");
    }

    async fn broken_json_is_told_by_place(world: World) {
        let house = House::new(&world);
        let request = Request::post("/api/test/things")
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from("{\"name\": }")).expect("a request");
        let answer = house.client().bearer("user-1").send(request).await;
        answer.expect_problem(400, "invalid_json");
        assert!(answer.text("/detail").contains("line 1"));
    }

    async fn fields_are_named(world: World) {
        let house = House::new(&world);
        let answer = house.client().bearer("user-1").post("/api/test/things", json!({ "name": "a", "role": "owner" })).await;
        answer.expect_problem(422, "invalid_input");
        assert_eq!(answer.text("/errors/0/field"), "role");
        assert_eq!(answer.text("/errors/0/code"), "unknown_field");
        assert_eq!(answer.text("/type"), "/docs/problems#invalid_input");
    }

    async fn what_is_inside_stays_inside(world: World) {
        let house = House::new(&world);
        for how in ["inside", "panic"] {
            let answer = house.client().get(&format!("/api/test/fail/{how}")).await;
            answer.expect_problem(500, "internal");
            let text = String::from_utf8_lossy(&answer.body).into_owned();
            assert!(!text.contains("password") && !text.contains("words"), "{text}");
            assert_eq!(answer.header("x-request-id"), Some(answer.text("/requestId").as_str()));
        }
    }

    async fn a_handler_that_hangs_is_left(world: World) {
        let house = House::with(&world, |options| options.request_timeout = Duration::from_millis(50));
        house.client().get("/api/test/fail/slow").await.expect_problem(504, "timeout");
    }

    async fn foreign_failures_are_put_into_our_form_and_own_ones_kept(world: World) {
        let house = House::new(&world);
        let foreign = house.client().get("/api/test/fail/text").await;
        foreign.expect_problem(418, "invalid_request");
        assert_eq!(foreign.header("x-kept"), Some("yes"));
        let own = house.client().get("/api/test/fail/own").await.expect(503);
        assert_eq!(own.text("/status"), "down");
    }

    async fn an_upload_has_its_own_bound(world: World) {
        let house = House::new(&world);
        let form = |bytes: usize| {
            let body = format!("--b\r\ncontent-disposition: form-data; name=\"f\"; filename=\"f\"\r\n\r\n{}\r\n--b--\r\n", "x".repeat(bytes));
            let request = Request::builder().method(Method::POST).uri("/api/test/upload");
            request.header(header::CONTENT_TYPE, "multipart/form-data; boundary=b").body(Body::from(body)).expect("a request")
        };
        assert_eq!(house.client().send(form(500)).await.expect(200).json()["bytes"], 500);
        house.client().send(form(5_000)).await.expect_problem(413, "payload_too_large");
    }

    async fn request_ids_of_strangers_are_not_taken(world: World) {
        let house = House::with(&world, |options| options.trusted_proxies = vec!["10.0.0.0/8".parse().expect("a net")]);
        let client = house.client().header("x-request-id", "chosen-by-client");
        assert_ne!(client.get("/api/test/who").await.header("x-request-id"), Some("chosen-by-client"));
        let proxy = client.from_address(([10, 0, 0, 1], 80).into());
        assert_eq!(proxy.get("/api/test/who").await.header("x-request-id"), Some("chosen-by-client"));
        let hostile = proxy.header("x-request-id", "<b>");
        assert_ne!(hostile.get("/api/test/who").await.header("x-request-id"), Some("<b>"));
    }
}
