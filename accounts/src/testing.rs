//! Builders for tests of this room and of those above, through the front door.

use kernel::UserId;
use serde_json::json;
use testkit::Client;

/// A person who has just registered.
#[derive(Clone)]
pub struct Signed {
    /// Their account.
    pub user: UserId,
    /// Their access token.
    pub token: String,
    /// Their refresh token.
    pub refresh: String,
    /// A client that sends the access token.
    pub client: Client,
}

/// The password that [`sign_up`] uses.
pub const PASSWORD: &str = "correct horse battery";

/// Registers `name` with the e-mail `name@example.com` (lower-cased).
pub async fn sign_up(anonymous: &Client, name: &str) -> Signed {
    let email = format!("{}@example.com", name.to_lowercase());
    let body = json!({ "email": email, "password": PASSWORD, "name": name });
    let answer = anonymous.post("/api/auth/register", body).await.expect(201);
    signed(anonymous, &answer)
}

/// Signs `name` in on one more device.
pub async fn sign_in(anonymous: &Client, name: &str) -> Signed {
    let email = format!("{}@example.com", name.to_lowercase());
    let body = json!({ "email": email, "password": PASSWORD });
    let answer = anonymous.post("/api/auth/login", body).await.expect(200);
    signed(anonymous, &answer)
}

#[expect(clippy::expect_used, reason = "test code: a missing id fails the test")]
fn signed(anonymous: &Client, answer: &testkit::Answer) -> Signed {
    let token = answer.text("/accessToken");
    Signed {
        user: answer.text("/user/id").parse().expect("an id"),
        client: anonymous.bearer(&token),
        refresh: answer.text("/refreshToken"),
        token,
    }
}
