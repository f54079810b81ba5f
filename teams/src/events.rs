//! What this room tells, and how others hear of it.

use kernel::{Event, TeamId, Topic, UserId};
use platform::Platform;
use serde::Deserialize;
use serde_json::json;
use tokio::sync::broadcast;

use crate::http::MemberView;

/// Somebody joined a team. For the team: `{teamId, member}`.
pub(crate) const MEMBER_JOINED: &str = "member.joined";
/// Somebody's role has changed. For the team: `{teamId, member}`.
pub(crate) const MEMBER_UPDATED: &str = "member.updated";
/// Somebody left or was removed. For the team: `{teamId, userId}`.
pub(crate) const MEMBER_REMOVED: &str = "member.removed";
/// The team has another name. For the team: `{teamId, name}`.
pub(crate) const TEAM_UPDATED: &str = "team.updated";
/// You joined a team. For one's own devices: `{teamId}`; what they may hear changes.
pub(crate) const TEAM_JOINED: &str = "team.joined";
/// You no longer belong to a team. For one's own devices: `{teamId}`; what they may hear changes.
pub(crate) const TEAM_LEFT: &str = "team.left";

/// A membership that is not what it was. What [`Teams::permit`](crate::Teams::permit) answers after hearing it is the new truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// One person's role in one team: joined, changed or gone.
    Member {
        /// The team.
        team: TeamId,
        /// The person.
        user: UserId,
    },
    /// Any may have changed: ask for all anew.
    Unknown,
}

/// The changes from when it was made on, from all nodes.
#[derive(Debug)]
pub struct Changes(pub(crate) broadcast::Receiver<Change>);

impl Changes {
    /// Waits for the next; `None` once the server ends. May be cancelled without losing anything.
    pub async fn next(&mut self) -> Option<Change> {
        match self.0.recv().await {
            Ok(change) => Some(change),
            Err(broadcast::error::RecvError::Lagged(_)) => Some(Change::Unknown),
            Err(broadcast::error::RecvError::Closed) => None,
        }
    }
}

/// The change that an event tells of, if it does.
pub(crate) fn change_of(event: &Event) -> Option<Change> {
    let Topic::Team(team) = event.topic else { return None };
    if ![MEMBER_JOINED, MEMBER_UPDATED, MEMBER_REMOVED].contains(&event.kind.as_str()) {
        return None;
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Subject {
        user_id: UserId,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Payload {
        user_id: Option<UserId>,
        member: Option<Subject>,
    }
    let Ok(payload) = serde_json::from_str::<Payload>(&event.payload) else { return Some(Change::Unknown) };
    match payload.user_id.or(payload.member.map(|member| member.user_id)) {
        Some(user) => Some(Change::Member { team, user }),
        None => Some(Change::Unknown),
    }
}

/// Somebody is in: first their own devices, so that these hear what the team is told.
pub(crate) fn joined(platform: &Platform, team: TeamId, user: UserId, member: &MemberView) -> [Event; 2] {
    [
        platform.regrouping_event(Topic::User(user), TEAM_JOINED, json!({ "teamId": team })),
        platform.event(Topic::Team(team), MEMBER_JOINED, json!({ "teamId": team, "member": member })),
    ]
}

/// Somebody has another role.
pub(crate) fn updated(platform: &Platform, team: TeamId, member: &MemberView) -> Event {
    platform.event(Topic::Team(team), MEMBER_UPDATED, json!({ "teamId": team, "member": member }))
}

/// Somebody is out.
pub(crate) fn removed(platform: &Platform, team: TeamId, user: UserId) -> [Event; 2] {
    [
        platform.event(Topic::Team(team), MEMBER_REMOVED, json!({ "teamId": team, "userId": user })),
        platform.regrouping_event(Topic::User(user), TEAM_LEFT, json!({ "teamId": team })),
    ]
}

/// The team has another name.
pub(crate) fn renamed(platform: &Platform, team: TeamId, name: &str) -> Event {
    platform.event(Topic::Team(team), TEAM_UPDATED, json!({ "teamId": team, "name": name }))
}
