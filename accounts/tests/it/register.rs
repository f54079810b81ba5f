//! Registering and signing in.

use std::net::SocketAddr;

use accounts::testing::{PASSWORD, sign_in, sign_up};
use serde_json::json;

use crate::app;

testkit::on_both! {
    async fn the_first_account_owns_the_studio_and_names_it(world: World) {
        let anonymous = app(&world).await;
        assert_eq!(anonymous.get("/api/studio").await.expect(200).json()["firstRun"], true);
        let body = json!({ "email": " Ada@Example.com ", "password": PASSWORD, "name": "Ada", "studioName": "North Studio" });
        let answer = anonymous.post("/api/auth/register", body).await.expect(201).json();
        assert_eq!(answer["user"]["studioRole"], "owner");
        assert_eq!(answer["user"]["email"], "ada@example.com");
        assert_eq!((&answer["expiresIn"], &answer["tokenType"]), (&json!(900), &json!("Bearer")));
        let studio = anonymous.get("/api/studio").await.expect(200).json();
        assert_eq!((&studio["firstRun"], &studio["name"]), (&json!(false), &json!("North Studio")));
        let second = sign_up(&anonymous, "Grace").await;
        assert_eq!(second.client.get("/api/auth/me").await.expect(200).json()["studioRole"], "member");
    }

    async fn two_first_accounts_at_once_make_one_owner(world: World) {
        let anonymous = app(&world).await;
        let register = |name: &'static str| {
            let anonymous = anonymous.clone();
            async move { sign_up(&anonymous, name).await.client.get("/api/auth/me").await.json()["studioRole"].clone() }
        };
        let (one, two) = tokio::join!(register("Ada"), register("Grace"));
        let mut roles = [one, two].map(|role| role.as_str().map(ToOwned::to_owned).unwrap_or_default());
        roles.sort();
        assert_eq!(roles, ["member", "owner"]);
    }

    async fn from_elsewhere_the_first_account_needs_the_printed_link(world: World) {
        let accounts = accounts::Accounts::new(&world.platform).await.expect("accounts");
        let anonymous = app(&world).await;
        let remote = anonymous.from_address(SocketAddr::from(([203, 0, 113, 9], 4711)));
        let body = json!({ "email": "mallory@example.com", "password": PASSWORD, "name": "Mallory" });
        remote.post("/api/auth/register", body.clone()).await.expect_problem(403, "setup_token_required");
        let mut guessed = body.clone();
        guessed["setupToken"] = json!("guessed");
        remote.post("/api/auth/register", guessed).await.expect_problem(403, "setup_token_required");
        let mut linked = body;
        linked["setupToken"] = json!(accounts.setup_token().expose());
        let answer = remote.post("/api/auth/register", linked).await.expect(201);
        assert_eq!(answer.text("/user/studioRole"), "owner");
    }

    async fn bad_input_is_named_field_by_field(world: World) {
        let anonymous = app(&world).await;
        let body = json!({ "email": "nonsense", "password": "short", "name": " " });
        let answer = anonymous.post("/api/auth/register", body).await;
        answer.expect_problem(422, "invalid_input");
        let fields: Vec<_> = answer.json()["errors"].as_array().into_iter().flatten()
            .map(|error| error["field"].as_str().unwrap_or_default().to_owned()).collect();
        assert_eq!(fields, ["email", "name", "password"]);
        let role = json!({ "email": "a@example.com", "password": PASSWORD, "name": "A", "studioRole": "owner" });
        anonymous.post("/api/auth/register", role).await.expect_problem(422, "invalid_input");
        anonymous.post("/api/auth/login", json!([])).await.expect_problem(422, "invalid_input");
    }

    async fn an_email_makes_one_account(world: World) {
        let anonymous = app(&world).await;
        sign_up(&anonymous, "Ada").await;
        let body = json!({ "email": "ADA@example.com", "password": PASSWORD, "name": "Other" });
        anonymous.post("/api/auth/register", body).await.expect_problem(409, "email_taken");
    }

    async fn unknown_email_and_wrong_password_are_answered_alike(world: World) {
        let anonymous = app(&world).await;
        sign_up(&anonymous, "Ada").await;
        let try_it = |email: &str, password: &str| {
            let body = json!({ "email": email, "password": password });
            let anonymous = anonymous.clone();
            async move {
                let answer = anonymous.post("/api/auth/login", body).await;
                answer.expect_problem(401, "invalid_credentials");
                let mut json = answer.json();
                json["requestId"].take();
                json
            }
        };
        let wrong = try_it("ada@example.com", "wrong password").await;
        assert_eq!(wrong, try_it("nobody@example.com", PASSWORD).await);
        assert_eq!(wrong, try_it("not an address", PASSWORD).await);
        sign_in(&anonymous, "Ada").await;
    }

    async fn guessing_is_slowed_down(world: World) {
        let anonymous = app(&world).await;
        sign_up(&anonymous, "Ada").await;
        let mut refused = None;
        for _ in 0..40 {
            let answer = anonymous.post("/api/auth/login", json!({ "email": "ada@example.com", "password": "guess" })).await;
            if answer.status == 429 {
                refused = Some(answer);
                break;
            }
        }
        let refused = refused.expect("forty guesses in a row went through");
        refused.expect_problem(429, "rate_limited");
        assert!(refused.header("retry-after").is_some());
    }

    async fn a_new_name_is_seen_at_once(world: World) {
        let anonymous = app(&world).await;
        let ada = sign_up(&anonymous, "Ada").await;
        ada.client.patch("/api/auth/me", json!({ "name": "Ada Lovelace" })).await.expect(200);
        assert_eq!(ada.client.get("/api/auth/me").await.text("/name"), "Ada Lovelace");
        ada.client.patch("/api/auth/me", json!({ "name": "" })).await.expect_problem(422, "invalid_input");
    }
}
