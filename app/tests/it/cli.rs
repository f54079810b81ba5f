//! The command line.

use std::{os::unix::fs::PermissionsExt, path::Path, time::Duration};

use reqwest::Method;
use serde_json::Value;

use crate::{
    people::register,
    server::{Server, command},
};

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = command(folder).args(arguments).output().expect("the binary runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

#[test]
fn the_api_description_in_the_tree_is_the_one_that_the_binary_writes() {
    let folder = folder();
    let (code, written, complaint) = run(folder.path(), &["openapi"]);
    assert_eq!(code, 0, "{complaint}");
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../web/openapi.json");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(path, &written).expect("web/openapi.json is written");
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        written == kept,
        "web/openapi.json is not what `fluxstudio openapi` writes; UPDATE_EXPECT=1 writes it anew"
    );
}

#[test]
fn doctor_explains_a_configuration_that_cannot_be_used() {
    let folder = folder();
    let (code, text, _) = run(folder.path(), &["doctor"]);
    assert_eq!(code, 0, "{text}");
    std::fs::write(folder.path().join("fluxstudio.toml"), "listen = 'nowhere'").expect("a file");
    let (code, text, _) = run(folder.path(), &["doctor", "--json"]);
    assert_eq!(code, 1);
    let report: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(report["findings"][0]["verdict"], "wrong");
    assert!(text.contains("listen"), "{text}");
    let (code, _, complaint) = run(folder.path(), &["serve"]);
    assert_eq!(code, 1);
    assert!(complaint.contains("listen"), "{complaint}");
}

#[test]
fn doctor_sees_a_key_file_that_others_may_read() {
    let folder = folder();
    assert_eq!(run(folder.path(), &["doctor"]).0, 0);
    let keys = folder.path().join("secrets/keys.json");
    std::fs::set_permissions(&keys, PermissionsExt::from_mode(0o644)).expect("chmod");
    let (code, text, _) = run(folder.path(), &["doctor"]);
    assert_eq!(code, 1);
    assert!(text.contains("chmod 600"), "{text}");
}

#[test]
fn migrate_says_what_is_missing_and_brings_it() {
    let folder = folder();
    assert_eq!(run(folder.path(), &["migrate", "--check"]).0, 1);
    let (code, text, _) = run(folder.path(), &["migrate", "--json"]);
    assert_eq!(code, 0, "{text}");
    let report: Value = serde_json::from_str(&text).expect("JSON");
    assert!(report["applied"].as_array().is_some_and(|applied| !applied.is_empty()));
    assert_eq!(run(folder.path(), &["migrate", "--check"]).0, 0);
}

#[tokio::test]
async fn rotating_keys_under_a_running_server_signs_nobody_out() {
    let folder = folder();
    let server = Server::start(folder.path());
    let token = register(&server, "ada").await;
    let (code, text, complaint) = run(folder.path(), &["admin", "rotate-keys"]);
    assert_eq!(code, 0, "{text}{complaint}");
    server.must(Method::GET, "/api/auth/me", Some(&token), None).await;
    let mode = std::fs::metadata(folder.path().join("secrets/keys.json")).expect("keys").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[tokio::test]
async fn a_second_server_on_the_same_folder_is_refused() {
    let folder = folder();
    let _server = Server::start(folder.path());
    let output = command(folder.path()).arg("serve").env("FLUX_LISTEN", "127.0.0.1:0").output().expect("it ends");
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && complaint.contains("another server runs"), "{complaint}");
}

#[tokio::test]
async fn a_server_that_is_told_to_stop_drains_and_ends_well() {
    let folder = folder();
    let mut server = Server::start(folder.path());
    register(&server, "ada").await;
    assert!(server.terminate(Duration::from_secs(20)), "it did not end by itself");
    let log = std::fs::read_to_string(folder.path().join("log")).expect("its log");
    assert!(!log.contains("panicked") && !log.contains("ERROR"), "{log}");
}
