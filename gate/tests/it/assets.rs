//! The web app.

use testkit::Client;

use crate::{house::House, in_a_world};

const APP: &str = "/assets/app-AbCd1234.js";

fn browser(client: &Client) -> Client {
    client.header("accept", "text/html,application/xhtml+xml")
}

in_a_world! {
    async fn every_page_is_the_app_under_a_fresh_nonce(world: World) {
        let client = browser(&House::new(&world).client());
        let mut nonces = Vec::new();
        for path in ["/", "/teams/0198/files?x=1", "/index.html", "/welcome"] {
            let page = client.get(path).await.expect(200);
            assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
            assert_eq!(page.header("cache-control"), Some("no-store"));
            assert_eq!(page.header("cross-origin-opener-policy"), Some("same-origin"));
            assert!(page.header("permissions-policy").is_some() && page.header("reporting-endpoints").is_some());
            let html = String::from_utf8_lossy(&page.body).into_owned();
            let nonce = html.split('"').nth(1).expect("a nonce").to_owned();
            assert!(!html.contains("__CSP_NONCE__"));
            let policy = page.header("content-security-policy").expect("a policy");
            assert!(policy.contains(&format!("script-src 'nonce-{nonce}' 'strict-dynamic';")), "{policy}");
            assert_eq!(html.matches(&nonce).count(), 2);
            nonces.push(nonce);
        }
        nonces.dedup();
        assert_eq!(nonces.len(), 4);
    }

    async fn what_is_no_page_is_not_found(world: World) {
        let client = House::new(&world).client();
        let _ = client.get("/teams").await.expect(200);
        let _ = client.header("accept", "*/*").get("/").await.expect(200);
        client.header("accept", "*/*").get("/gone.js").await.expect_problem(404, "not_found");
        client.header("accept", "application/json").get("/teams").await.expect_problem(404, "not_found");
        browser(&client).get("/api/nothing").await.expect_problem(404, "not_found");
        browser(&client).get("/metrics").await.expect_problem(404, "not_found");
        client.get("/assets/gone-AbCd1234.js").await.expect_problem(404, "not_found");
        browser(&client).post_empty("/teams").await.expect_problem(405, "method_not_allowed");
        let page = browser(&client).get("/assets/../../etc/passwd").await.expect(200);
        assert!(page.header("content-type").is_some_and(|kind| kind.starts_with("text/html")), "the app, not a file");
    }

    async fn the_smallest_accepted_form_is_sent(world: World) {
        let client = House::new(&world).client();
        for (accepted, encoding, body) in [
            ("gzip, br", Some("br"), "brotli script"),
            ("gzip", Some("gzip"), "gzip script"),
            ("br;q=0, gzip;q=0.5", Some("gzip"), "gzip script"),
            ("identity", None, "plain script"),
        ] {
            let answer = client.header("accept-encoding", accepted).get(APP).await.expect(200);
            assert_eq!(answer.header("content-encoding"), encoding, "{accepted}");
            assert_eq!(answer.body, body);
            assert_eq!(answer.header("content-type"), Some("text/javascript; charset=utf-8"));
            assert_eq!(answer.header("vary"), Some("accept-encoding"));
            assert_eq!(answer.header("cache-control"), Some("public, max-age=31536000, immutable"));
        }
    }

    async fn what_the_browser_has_is_not_sent_again(world: World) {
        let client = House::new(&world).client();
        let first = client.get("/favicon.svg").await.expect(200);
        assert_eq!(first.header("cache-control"), Some("no-cache"));
        let tag = first.header("etag").expect("a tag");
        let again = client.header("if-none-match", tag).get("/favicon.svg").await.expect(304);
        assert!(again.body.is_empty() && again.header("etag") == Some(tag));
        let _ = client.header("if-none-match", "\"other\"").get("/favicon.svg").await.expect(200);
    }
}
