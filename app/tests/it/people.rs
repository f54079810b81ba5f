//! People and teams, through the API.

use reqwest::Method;
use serde_json::{Value, json};

use crate::server::Server;

/// Registers `name`; gives the access token.
pub(crate) async fn register(server: &Server, name: &str) -> String {
    let body = json!({ "email": format!("{name}@example.com"), "password": "correct horse battery", "name": name });
    let answer = server.must(Method::POST, "/api/auth/register", None, Some(&body)).await;
    text(&answer, "/accessToken")
}

/// A team of this person.
pub(crate) async fn team(server: &Server, token: &str) -> String {
    text(&server.must(Method::POST, "/api/teams", Some(token), Some(&json!({ "name": "North" }))).await, "/id")
}

/// Takes this person into the team as `role`.
pub(crate) async fn join(server: &Server, owner: &str, team: &str, role: &str, token: &str) {
    let path = format!("/api/teams/{team}/invitations");
    let invitation = server.must(Method::POST, &path, Some(owner), Some(&json!({ "role": role }))).await;
    let accept = format!("/api/invitations/{}/accept", text(&invitation, "/token"));
    server.must(Method::POST, &accept, Some(token), None).await;
}

/// The id of the team's `#general`.
pub(crate) async fn general(server: &Server, token: &str, team: &str) -> String {
    text(&server.must(Method::GET, &format!("/api/teams/{team}/channels"), Some(token), None).await, "/items/0/id")
}

#[track_caller]
pub(crate) fn text(value: &Value, pointer: &str) -> String {
    value
        .pointer(pointer)
        .and_then(Value::as_str)
        .unwrap_or_else(|| panic!("no string at {pointer} in {value}"))
        .to_owned()
}
