//! Who asks, and from where.

use axum::body::Body;
use http::{Request, header};
use serde_json::json;

use crate::{
    house::{House, identity},
    in_a_world,
};

in_a_world! {
    async fn a_bad_token_is_never_taken_for_nobody(world: World) {
        let client = House::new(&world).client();
        assert!(client.get("/api/test/who").await.expect(200).json()["user"].is_null());
        let known = client.bearer("user-3").get("/api/test/who").await.expect(200);
        assert_eq!(known.text("/user"), identity(3).user.to_string());
        client.bearer("garbage").get("/api/test/who").await.expect_problem(401, "unauthenticated");
        client.bearer("expired").get("/api/test/who").await.expect_problem(401, "token_expired");
        client.header("authorization", "Basic dTpw").get("/api/test/who").await.expect_problem(401, "unauthenticated");
        // Where nobody wants to know, it does not matter.
        let expired = client.bearer("expired").get("/api/test/things").await.expect(200);
        assert!(expired.header("www-authenticate").is_none());
    }

    async fn the_cookie_stands_for_a_person_only_where_it_must(world: World) {
        let house = House::new(&world);
        let client = house.client().header("cookie", "flux=cookie-3");
        let content = client.get("/api/test/content").await.expect(200);
        assert_eq!(content.body, identity(3).user.to_string());
        assert_eq!(content.header("content-security-policy"), Some(gate::CONTENT_CSP));
        assert!(client.get("/api/test/who").await.expect(200).json()["user"].is_null());
        client.header("origin", "http://studio.example").post("/api/test/things", json!({ "name": "a" })).await
            .expect_problem(401, "unauthenticated");
        client.header("origin", "http://studio.example").post_empty("/api/test/content").await
            .expect_problem(401, "unauthenticated");
        house.people.end(identity(3).session);
        client.get("/api/test/content").await.expect_problem(401, "session_ended");
    }

    async fn a_bad_bearer_token_is_not_rescued_by_a_cookie(world: World) {
        let client = House::new(&world).client().header("cookie", "flux=cookie-3");
        client.bearer("expired").get("/api/test/content").await.expect_problem(401, "token_expired");
    }

    async fn over_tls_the_cookie_has_its_prefix(world: World) {
        let house = House::with(&world, |options| options.public_url = "https://studio.example".parse().expect("a url"));
        let client = house.client().header("flux-session", "cookie").header("origin", "https://studio.example");
        let answer = client.header("cookie", "flux=planted; __Host-flux=mine").post("/api/auth/login", json!({})).await.expect(200);
        assert_eq!(answer.json(), json!({ "cookie": true, "came": "mine" }));
        let set = answer.header("set-cookie").unwrap_or_default();
        assert_eq!(set, "__Host-flux=new-token; Path=/; HttpOnly; SameSite=Strict; Max-Age=60; Secure");
        assert!(answer.header("strict-transport-security").is_some());
        let planted = client.header("cookie", "flux=cookie-3").get("/api/test/content").await;
        planted.expect_problem(401, "unauthenticated");
    }

    async fn forged_addresses_are_not_believed(world: World) {
        let house = House::with(&world, |options| options.trusted_proxies = vec!["10.0.0.0/8".parse().expect("a net")]);
        let forged = house.client().header("x-forwarded-for", "127.0.0.1").header("forwarded", "for=127.0.0.1");
        let seen = forged.get("/api/test/who").await.expect(200);
        assert_eq!(seen.text("/addr"), "203.0.113.9");
        let proxied = forged.from_address(([10, 0, 0, 1], 80).into()).header("x-forwarded-for", "127.0.0.1, 198.51.100.4");
        assert_eq!(proxied.get("/api/test/who").await.expect(200).text("/addr"), "198.51.100.4");
    }

    async fn loopback_is_this_machine_alone(world: World) {
        let local = House::new(&world).client().from_address(([127, 0, 0, 1], 5_000).into());
        let seen = |answer: testkit::Answer, field: &str| answer.json()[field] == json!(true);
        assert!(seen(local.get("/api/test/who").await, "loopback"));
        let proxied = local.header("x-forwarded-for", "198.51.100.4");
        assert!(!seen(proxied.get("/api/test/who").await, "loopback"), "an unnamed proxy on this machine");
        let rebound = Request::get("/api/test/who").header(header::HOST, "rebound.example").body(Body::empty());
        let rebound = local.send(rebound.expect("a request")).await;
        assert!(!seen(rebound.clone(), "loopback") && seen(rebound, "insecureTransport"));
    }
}
