//! The contract, swept: every operation of the API, as asked by nobody, by a stranger, by a viewer and by a member.
//!
//! The answers stand in `roles.txt`. A new operation is not in it and fails the test until somebody has looked at its row
//! (`UPDATE_EXPECT=1` writes the file anew). One rule needs no looking: nobody is refused (401) wherever the description does not
//! say that the operation is public.

use std::fmt::Write as _;

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    people::{general, join, register, team, text},
    server::{Server, client},
};

/// What the placeholders of paths and bodies stand for: things of a team that the stranger is not in.
struct Things {
    team: String,
    channel: String,
    file: String,
    document: String,
    member: String,
    invitation: String,
    token: String,
}

/// A request that would be fine if it were allowed. An operation without one fails the test.
fn sample(operation: &str, things: &Things) -> Option<Value> {
    Some(match operation {
        "create_team" => json!({ "name": "Mine" }),
        "rename_team" => json!({ "name": "Renamed" }),
        "change_member_role" => json!({ "role": "member" }),
        "create_invitation" => json!({ "role": "viewer" }),
        "create_channel" => json!({ "name": "sweep" }),
        "send_message" => json!({ "text": "swept", "clientId": "sweep-1" }),
        "mark_channel_read" => json!({ "seq": 0 }),
        "rename_file" => json!({ "name": "renamed.txt" }),
        "create_document" => json!({ "teamId": things.team, "title": "Swept", "kind": "document" }),
        "rename_document" => json!({ "title": "Renamed" }),
        "rename_me" => json!({ "name": "Renamed" }),
        _ => return None,
    })
}

fn fill(path: &str, things: &Things) -> String {
    let nothing = "01900000-0000-7000-8000-000000000000";
    let id = match path {
        _ if path.starts_with("/api/teams/{") => things.team.as_str(),
        _ if path.starts_with("/api/channels/") => &things.channel,
        _ if path.starts_with("/api/files/") => &things.file,
        _ if path.starts_with("/api/documents/") || path.starts_with("/api/collab/") => &things.document,
        _ => nothing,
    };
    let filled = path
        .replace("{id}", id)
        .replace("{documentId}", &things.document)
        .replace("{userId}", &things.member)
        .replace("{invitationId}", &things.invitation)
        // Accepting would make the stranger a member: they try with a token that is none.
        .replace("{token}", if path.ends_with("/accept") { nothing } else { &things.token });
    // Lists of a team's things name the team in the query.
    match path {
        "/api/files" | "/api/documents" => format!("{filled}?teamId={}", things.team),
        _ => filled,
    }
}

async fn upload(server: &Server, token: &str, team: &str) -> String {
    let part = reqwest::multipart::Part::bytes(b"hello".to_vec()).file_name("a.txt");
    let form = reqwest::multipart::Form::new().text("teamId", team.to_owned()).part("file", part);
    let answer = client().post(server.url("/api/files")).bearer_auth(token).multipart(form).send().await;
    text(&answer.expect("an answer").json::<Value>().await.expect("JSON"), "/id")
}

async fn things(server: &Server, owner: &str) -> Things {
    let team = team(server, owner).await;
    let document = json!({ "teamId": team, "title": "Brief", "kind": "document" });
    let invitations = format!("/api/teams/{team}/invitations");
    let invitation = server.must(Method::POST, &invitations, Some(owner), Some(&json!({ "role": "viewer" }))).await;
    Things {
        channel: general(server, owner, &team).await,
        file: upload(server, owner, &team).await,
        document: text(&server.must(Method::POST, "/api/documents", Some(owner), Some(&document)).await, "/id"),
        member: text(&server.must(Method::GET, "/api/auth/me", Some(owner), None).await, "/id"),
        invitation: text(&invitation, "/id"),
        token: text(&invitation, "/token"),
        team,
    }
}

/// Destructive ones last, so that the things are there for the others; their own order is that of the alphabet.
fn turn(method: &str, path: &str) -> (u8, String, String) {
    let late = match (method, path) {
        (_, path) if path.ends_with("/logout") => 4,
        (_, path) if path.ends_with("/logout-all") => 3,
        (_, path) if path.ends_with("/leave") => 2,
        ("delete", _) => 1,
        _ => 0,
    };
    (late, path.to_owned(), method.to_owned())
}

#[tokio::test]
async fn every_operation_is_refused_to_whom_it_should_be() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(folder.path());
    let owner = register(&server, "owner").await;
    let [stranger, viewer, member] =
        [register(&server, "stranger").await, register(&server, "viewer").await, register(&server, "member").await];
    let things = things(&server, &owner).await;
    join(&server, &owner, &things.team, "viewer", &viewer).await;
    join(&server, &owner, &things.team, "member", &member).await;

    let api = server.must(Method::GET, "/api/openapi.json", None, None).await;
    let mut operations = Vec::new();
    for (path, methods) in api["paths"].as_object().expect("paths") {
        for (method, operation) in methods.as_object().expect("methods") {
            operations.push((turn(method, path), operation.clone()));
        }
    }
    operations.sort_by(|a, b| a.0.cmp(&b.0));

    let mut table = format!("{:<8}{:<52}{:>8}{:>10}{:>8}{:>8}\n", "", "", "nobody", "stranger", "viewer", "member");
    for ((_, path, method), operation) in &operations {
        let public = operation["security"].as_array().is_some_and(|list| list.iter().any(|one| one == &json!({})));
        // Signing in and out is tried in the room's own tests; a ticket and a socket answer in other ways.
        let id = operation["operationId"].as_str().expect("an operation id");
        let takes_json = operation["requestBody"]["content"]["application/json"].is_object();
        let body = sample(id, &things);
        assert!(
            public || !takes_json || body.is_some() || path.ends_with("/logout"),
            "give {id} a sample in this test"
        );
        let mut row = format!("{:<8}{path:<52}", method.to_uppercase());
        for (width, token) in [(8, None), (10, Some(&stranger)), (8, Some(&viewer)), (8, Some(&member))] {
            let method = method.to_uppercase().parse().expect("a method");
            let answer = server.send(method, &fill(path, &things), token.map(String::as_str), body.as_ref()).await;
            let status = answer.expect("an answer").status().as_u16();
            assert!(status < 500, "{id} fails: {status}");
            if token.is_none() && !public && !path.starts_with("/metrics") {
                assert!(matches!(status, 401 | 426), "{id} answers {status} to nobody and is not public");
            }
            let _ = write!(row, "{status:>width$}");
        }
        table += &row;
        table.push('\n');
    }
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/roles.txt");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(file, &table).expect("roles.txt is written");
    }
    let kept = std::fs::read_to_string(file).unwrap_or_default();
    assert!(table == kept, "the answers differ from roles.txt (UPDATE_EXPECT=1 writes it anew):\n{table}");
}
