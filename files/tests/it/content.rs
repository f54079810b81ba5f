//! `GET` and `HEAD /api/files/{id}/content`

use axum::body::Body;
use http::{Method, Request};
use testkit::{Answer, Client};

use crate::studio::{Form, Studio, content, send, upload};
use teams::Role;

async fn head(client: &Client, path: &str) -> Answer {
    client.send(Request::builder().method(Method::HEAD).uri(path).body(Body::empty()).expect("a request")).await
}

testkit::on_both! {
    async fn ranges(world: World) {
        let studio = Studio::open(&world.platform).await;
        let ada = studio.sign_up("Ada").await;
        let team = studio.team(&ada, "Film").await;
        let bytes: Vec<u8> = (0..=255).cycle().take(100_000).collect();
        let path = content(&upload(&ada.client, team, "a.bin", &bytes).await);
        for (range, from, to) in [
            ("bytes=0-0", 0, 1),
            ("bytes=0-99999", 0, 100_000),
            ("bytes=70000-", 70_000, 100_000),
            ("bytes=-1", 99_999, 100_000),
            ("bytes=-200000", 0, 100_000),
            ("bytes=65535-65536", 65_535, 65_537),
            ("bytes=99999-5000000", 99_999, 100_000),
        ] {
            let answer = ada.client.header("range", range).get(&path).await.expect(206);
            assert_eq!(answer.body, bytes[from..to], "{range}");
            assert_eq!(answer.header("content-range"), Some(format!("bytes {from}-{}/100000", to - 1).as_str()));
            assert_eq!(answer.header("content-length"), Some((to - from).to_string().as_str()));
        }
        for range in ["bytes=100000-", "bytes=100000-100001", "bytes=-0"] {
            let answer = ada.client.header("range", range).get(&path).await;
            answer.expect_problem(416, "range_not_satisfiable");
            assert_eq!(answer.header("content-range"), Some("bytes */100000"), "{range}");
        }
        for range in ["bytes=5-2", "bytes=0-1,4-5", "lines=1-2", "bytes=x"] {
            let answer = ada.client.header("range", range).get(&path).await.expect(200);
            assert_eq!(answer.body.len(), 100_000, "{range}");
        }
        let answer = ada.client.header("range", "bytes=0-0").get(&content(&upload(&ada.client, team, "e", b"").await)).await;
        answer.expect_problem(416, "range_not_satisfiable");
        assert_eq!(answer.header("content-range"), Some("bytes */0"));
    }

    async fn conditions(world: World) {
        let studio = Studio::open(&world.platform).await;
        let ada = studio.sign_up("Ada").await;
        let team = studio.team(&ada, "Film").await;
        let path = content(&upload(&ada.client, team, "a.bin", b"0123456789").await);
        let first = ada.client.get(&path).await.expect(200);
        let etag = first.header("etag").expect("an etag").to_owned();
        assert_eq!(etag, format!("\"{}\"", blake3::hash(b"0123456789").to_hex()));
        assert_eq!(first.header("cache-control"), Some("private, no-cache"));
        assert_eq!(first.header("accept-ranges"), Some("bytes"));
        for known in [etag.clone(), format!("W/{etag}"), format!("\"other\", {etag}"), "*".to_owned()] {
            let answer = ada.client.header("if-none-match", &known).get(&path).await.expect(304);
            assert_eq!((answer.body.len(), answer.header("etag")), (0, Some(etag.as_str())));
        }
        assert_eq!(ada.client.header("if-none-match", "\"other\"").get(&path).await.expect(200).body.len(), 10);
        let part = ada.client.header("range", "bytes=2-3");
        assert_eq!(part.header("if-range", &etag).get(&path).await.expect(206).body, "23");
        for stale in ["\"other\"", &format!("W/{etag}"), "Mon, 05 Jan 2026 09:00:00 GMT"] {
            assert_eq!(part.header("if-range", stale).get(&path).await.expect(200).body.len(), 10, "{stale}");
        }
        let answer = head(&part, &path).await.expect(200);
        assert_eq!((answer.header("content-length"), answer.header("etag")), (Some("10"), Some(etag.as_str())));
        assert_eq!(answer.body.len(), 0);
        assert_eq!(head(&ada.client.header("if-none-match", &etag), &path).await.expect(304).body.len(), 0);
    }

    async fn nothing_that_can_run_is_shown(world: World) {
        let studio = Studio::open(&world.platform).await;
        let ada = studio.sign_up("Ada").await;
        let team = studio.team(&ada, "Film").await;
        for (name, kind, shown) in [
            ("a.png", "image/png", true),
            ("a.pdf", "application/pdf", true),
            ("a.txt", "text/plain; charset=utf-8", true),
            ("a.html", "application/octet-stream", false),
            ("a.svg", "application/octet-stream", false),
            ("a.xhtml", "application/octet-stream", false),
            ("a.js", "application/octet-stream", false),
            ("a", "application/octet-stream", false),
        ] {
            let path = content(&upload(&ada.client, team, name, b"<script>alert(1)</script>").await);
            let answer = ada.client.get(&path).await.expect(200);
            assert_eq!(answer.header("content-type"), Some(kind), "{name}");
            let disposition = if shown { "inline" } else { "attachment" };
            assert_eq!(answer.header("content-disposition"), Some(format!("{disposition}; filename=\"{name}\"").as_str()));
            let policy = answer.header("content-security-policy").expect("a policy");
            assert!(policy.contains("sandbox") && policy.contains("default-src 'none'") && !policy.contains("script-src"), "{policy}");
            assert!(!policy.contains("allow-"), "{policy}");
            assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
            assert_eq!(answer.header("cross-origin-resource-policy"), Some("same-origin"));
            let saved = ada.client.get(&format!("{path}?download=1")).await.expect(200);
            assert!(saved.header("content-disposition").expect("a disposition").starts_with("attachment"));
        }
        let path = content(&upload(&ada.client, team, "Übersicht.png", b"x").await);
        let answer = ada.client.get(&path).await.expect(200);
        assert_eq!(answer.header("content-disposition"), Some("inline; filename=\"_bersicht.png\"; filename*=UTF-8''%C3%9Cbersicht.png"));
    }

    async fn only_the_team_reads(world: World) {
        let studio = Studio::open(&world.platform).await;
        let (ada, bob, eve) = (studio.sign_up("Ada").await, studio.sign_up("Bob").await, studio.sign_up("Eve").await);
        let team = studio.team(&ada, "Film").await;
        studio.join(team, &ada, &bob, Role::Viewer).await;
        studio.team(&eve, "Other").await;
        let path = content(&upload(&ada.client, team, "a.bin", b"x").await);
        let _ = bob.client.get(&path).await.expect(200);
        eve.client.get(&path).await.expect_problem(404, "not_found");
        assert_eq!(head(&eve.client, &path).await.status, 404);
        studio.client().get(&path).await.expect_problem(401, "unauthenticated");
        assert_eq!(head(&studio.client(), &path).await.status, 401);
        ada.client.get("/api/files/nonsense/content").await.expect_problem(400, "invalid_id");
        ada.client.get("/api/files/0198c0de-0000-7000-8000-000000000000/content").await.expect_problem(404, "not_found");
    }

    async fn a_browser_looks_with_its_cookie_and_changes_nothing_with_it(world: World) {
        let studio = Studio::open(&world.platform).await;
        let ada = studio.sign_up("Ada").await;
        let team = studio.team(&ada, "Film").await;
        let file = upload(&ada.client, team, "a.png", b"x").await;
        let login = serde_json::json!({ "email": "ada@example.com", "password": accounts::testing::PASSWORD });
        let answer = studio.client().header("flux-session", "cookie").post("/api/auth/login", login).await.expect(200);
        let cookie = answer.header("set-cookie").and_then(|text| text.split(';').next()).expect("a cookie").to_owned();
        let browser = studio.client().header("cookie", &cookie);
        assert_eq!(browser.get(&content(&file)).await.expect(200).body, "x");
        assert_eq!(head(&browser, &content(&file)).await.status, 200);
        browser.get(&content(&file).replace("/content", "")).await.expect_problem(401, "unauthenticated");
        let form = || Form::to(team).file("b.png", b"y").end();
        send(&browser, form()).await.expect_problem(403, "csrf_rejected");
        send(&browser.header("origin", "http://localhost"), form()).await.expect_problem(401, "unauthenticated");
        studio.sign_out(&ada).await;
        browser.get(&content(&file)).await.expect(200);
        let _ = ada.client.get(&content(&file)).await.expect(401);
    }
}
