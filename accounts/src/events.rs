//! What accounts tell.

use kernel::{Event, Topic, UserId};
use platform::Platform;
use serde_json::json;

/// Servers drop what they remember of this person.
const PERSON_UPDATED: &str = "person.updated";

/// A person's account changed.
pub(crate) fn person_updated(platform: &Platform, user: UserId) -> Event {
    platform.event(Topic::Internal, PERSON_UPDATED, json!({ "userId": user }))
}

/// Whose account changed, if that is what the event tells.
pub(crate) fn changed_person(event: &Event) -> Option<UserId> {
    if event.topic != Topic::Internal || event.kind != PERSON_UPDATED {
        return None;
    }
    let payload: serde_json::Value = serde_json::from_str(&event.payload).ok()?;
    payload["userId"].as_str()?.parse().ok()
}

/// A person's devices: one came, one went.
pub(crate) fn sessions_changed(platform: &Platform, user: UserId) -> Event {
    platform.event(Topic::User(user), "sessions.changed", json!({}))
}
