//! What listeners hear: `file.created`, `file.updated`, `file.deleted`, each to the whole team.

use kernel::{Event, FileId, TeamId, Topic};
use platform::Platform;
use serde_json::json;

use crate::http::FileView;

pub(crate) fn created(platform: &Platform, file: &FileView) -> Event {
    about(platform, "file.created", file)
}

pub(crate) fn updated(platform: &Platform, file: &FileView) -> Event {
    about(platform, "file.updated", file)
}

pub(crate) fn deleted(platform: &Platform, team: TeamId, file: FileId) -> Event {
    platform.event(Topic::Team(team), "file.deleted", json!({ "teamId": team, "fileId": file }))
}

fn about(platform: &Platform, kind: &str, file: &FileView) -> Event {
    platform.event(Topic::Team(file.team_id), kind, json!({ "teamId": file.team_id, "file": file }))
}
