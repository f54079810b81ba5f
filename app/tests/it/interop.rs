//! Unmodified `y-websocket` clients, in Node, against the real binary: edit, converge, be refused.

use std::{path::Path, process::Command};

use reqwest::Method;
use serde_json::json;

use crate::{
    people::{join, register, team, text},
    server::Server,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_npm_client_converges_and_is_refused_where_it_should_be() {
    let scripts = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../collab/tests/node"));
    if !scripts.join("node_modules").is_dir() {
        let installed = Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(scripts).status();
        assert!(
            installed.is_ok_and(|status| status.success()),
            "npm installs the clients; Node.js 20 or newer is needed"
        );
    }
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(folder.path());
    let [owner, viewer, stranger] =
        [register(&server, "ada").await, register(&server, "vera").await, register(&server, "mallory").await];
    let team = team(&server, &owner).await;
    join(&server, &owner, &team, "viewer", &viewer).await;
    let document = json!({ "teamId": team, "title": "Interop", "kind": "document" });
    let document = text(&server.must(Method::POST, "/api/documents", Some(&owner), Some(&document)).await, "/id");

    let (url, tokens) = (server.url(""), [owner, viewer, stranger]);
    let output = tokio::task::spawn_blocking(move || {
        Command::new("node")
            .arg("interop.mjs")
            .arg(document)
            .args(tokens)
            .env("FLUX_URL", url)
            .current_dir(scripts)
            .output()
    });
    let output = output.await.expect("it runs").expect("node runs");
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{}\n{}", said(&output.stdout), said(&output.stderr));
}
