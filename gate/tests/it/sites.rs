//! Other sites in a visitor's browser, and what our own pages may do.

use http::{Method, Request};
use serde_json::json;

use crate::{house::House, in_a_world};

in_a_world! {
    async fn other_sites_change_nothing(world: World) {
        let house = House::new(&world);
        let client = house.client().bearer("user-1");
        let thing = json!({ "name": "a" });
        for (name, value) in [
            ("origin", "https://evil.example"),
            ("origin", "null"),
            ("origin", "http://studio.example.evil.example"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
        ] {
            client.header(name, value).post("/api/test/things", thing.clone()).await.expect_problem(403, "csrf_rejected");
        }
        house.client().header("cookie", "flux=cookie-1").post("/api/test/things", thing.clone()).await
            .expect_problem(403, "csrf_rejected");
        assert_eq!(house.room.made.load(std::sync::atomic::Ordering::SeqCst), 0);
        for (name, value) in [("origin", "http://studio.example"), ("origin", "http://localhost"), ("sec-fetch-site", "same-origin")] {
            let _ = client.header(name, value).post("/api/test/things", thing.clone()).await.expect(201);
        }
        let _ = client.post("/api/test/things", thing).await.expect(201);
    }

    async fn foreign_methods_count_as_changes(world: World) {
        let house = House::new(&world);
        let request = Request::builder().method(Method::from_bytes(b"MKCOL").expect("a method")).uri("/api/test/who");
        let request = request.body(axum::body::Body::empty()).expect("a request");
        house.client().header("origin", "https://evil.example").send(request).await.expect_problem(403, "csrf_rejected");
    }

    async fn answers_that_are_no_pages_can_do_nothing(world: World) {
        let house = House::new(&world);
        for path in ["/api/test/who", "/api/nothing", "/api/openapi.json"] {
            let answer = house.client().get(path).await;
            assert_eq!(answer.header("content-security-policy"), Some(gate::STRICT_CSP), "{path}");
            assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
            assert_eq!(answer.header("cross-origin-resource-policy"), Some("same-origin"));
            assert_eq!(answer.header("cache-control"), Some("no-store"));
            assert!(answer.header("x-request-id").is_some());
            assert!(answer.header("strict-transport-security").is_none(), "plain HTTP");
        }
    }

    async fn reports_are_taken_and_bounded(world: World) {
        let house = House::new(&world);
        let report = |kind: &'static str, body: String| {
            let request = Request::post("/api/security/csp-report").header("content-type", kind);
            request.body(axum::body::Body::from(body)).expect("a request")
        };
        let client = house.client();
        let old = json!({ "csp-report": { "blocked-uri": "https://evil.example/?token=x", "effective-directive": "img-src" } });
        let _ = client.send(report("application/csp-report", old.to_string())).await.expect(204);
        let new = json!([{ "type": "csp-violation", "body": { "blockedURL": "inline" } }]);
        let _ = client.send(report("application/reports+json", new.to_string())).await.expect(204);
        client.send(report("text/plain", "x".into())).await.expect_problem(415, "unsupported_media_type");
        client.send(report("application/csp-report", "x".into())).await.expect_problem(400, "invalid_json");
        client.send(report("application/csp-report", "x".repeat(70_000))).await.expect_problem(413, "payload_too_large");
        let mut last = 204;
        for _ in 0..60 {
            last = client.send(report("application/reports+json", "[]".into())).await.status.as_u16();
        }
        assert_eq!(last, 429);
    }
}
