//! What goes over the wire.

use kernel::{DocumentId, Person, TeamId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::Document;

/// A document as somebody sees it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Document)]
pub(crate) struct DocumentView {
    id: DocumentId,
    team_id: TeamId,
    title: String,
    /// `document` or `board`.
    kind: &'static str,
    created_at: Timestamp,
    updated_at: Timestamp,
    created_by: Person,
    /// `editor` or `viewer`: what the asker is. In events, which speak to everybody, always `viewer`.
    role: &'static str,
}

impl DocumentView {
    pub(crate) fn new(document: &Document, created_by: Person, may_write: bool) -> Self {
        Self {
            id: document.id,
            team_id: document.team,
            title: document.title.clone(),
            kind: document.kind.as_str(),
            created_at: document.created_at,
            updated_at: document.updated_at,
            created_by,
            role: if may_write { "editor" } else { "viewer" },
        }
    }
}

/// A new document.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct CreateDocumentIn {
    pub(super) team_id: TeamId,
    /// 1 to 200 characters.
    pub(super) title: String,
    /// `document` or `board`.
    pub(super) kind: String,
}

/// Another title.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct RenameDocumentIn {
    /// 1 to 200 characters.
    pub(super) title: String,
}

/// Which documents.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct DocumentsQuery {
    /// Whose.
    pub(super) team_id: TeamId,
    /// `document` or `board`; both if left out.
    pub(super) kind: Option<String>,
    /// The `nextCursor` of the page before.
    pub(super) cursor: Option<String>,
    /// How many, 1 to 100; 50 if left out.
    pub(super) limit: Option<u32>,
}
