//! What this room tells.

use kernel::{DocumentId, Event, TeamId, Topic};
use platform::Platform;
use serde::Deserialize;
use serde_json::json;

use crate::http::DocumentView;

/// A document was made. For the team: `{teamId, document}`.
pub(crate) const DOCUMENT_CREATED: &str = "document.created";
/// A document has another title. For the team: `{teamId, document}`.
pub(crate) const DOCUMENT_UPDATED: &str = "document.updated";
/// A document is gone. For the team: `{teamId, documentId}`.
pub(crate) const DOCUMENT_DELETED: &str = "document.deleted";

/// Tells the team of a document. `role` in it is the least there is: an event speaks to everybody.
pub(crate) fn told(platform: &Platform, kind: &str, team: TeamId, document: &DocumentView) -> Event {
    platform.event(Topic::Team(team), kind, json!({ "teamId": team, "document": document }))
}

/// Tells the team that a document is gone.
pub(crate) fn deleted(platform: &Platform, team: TeamId, document: DocumentId) -> Event {
    platform.event(Topic::Team(team), DOCUMENT_DELETED, json!({ "teamId": team, "documentId": document }))
}

/// The document that an event says is gone, if it does.
pub(crate) fn deleted_document(event: &Event) -> Option<DocumentId> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Payload {
        document_id: DocumentId,
    }
    if event.kind != DOCUMENT_DELETED {
        return None;
    }
    serde_json::from_str::<Payload>(&event.payload).ok().map(|payload| payload.document_id)
}
