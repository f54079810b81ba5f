//! The routes under `/api/documents`, and `/api/collab`.

mod documents;
mod pace;
mod socket;
mod views;

use utoipa_axum::{router::OpenApiRouter, routes};

pub(crate) use views::DocumentView;

use crate::Collab;

/// What the room answers.
#[must_use]
pub fn routes(collab: Collab) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(documents::create_document, documents::list_documents))
        .routes(routes!(documents::get_document, documents::rename_document, documents::delete_document))
        .routes(routes!(socket::open_document))
        .with_state(collab)
}
