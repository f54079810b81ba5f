//! `/api/documents`

use axum::extract::State;
use gate::{Answer, Json, Path, Query, SignedIn};
use http::StatusCode;
use kernel::{Actor, DocumentId, Limit, Page};

use super::views::{CreateDocumentIn, DocumentView, DocumentsQuery, RenameDocumentIn};
use crate::{Collab, actions::Create};

/// Makes an empty document.
#[utoipa::path(
    post, path = "/api/documents", operation_id = "create_document", tag = "collab",
    request_body = CreateDocumentIn,
    responses(
        (status = 201, description = "The document", body = DocumentView),
        (status = 403, description = "The caller only reads in this team"),
        (status = 404, description = "No such team, or not the caller's"),
        (status = 422, description = "`invalid_input`"),
    )
)]
pub(super) async fn create_document(
    State(collab): State<Collab>,
    SignedIn(identity): SignedIn,
    Json(input): Json<CreateDocumentIn>,
) -> Answer<(StatusCode, Json<DocumentView>)> {
    let input = Create { team: input.team_id, title: input.title, kind: input.kind };
    Ok((StatusCode::CREATED, Json(collab.create(&Actor::User(identity), input).await?)))
}

/// A team's documents, what was updated last first.
#[utoipa::path(
    get, path = "/api/documents", operation_id = "list_documents", tag = "collab",
    params(DocumentsQuery),
    responses(
        (status = 200, description = "The documents", body = Page<DocumentView>),
        (status = 404, description = "No such team, or not the caller's"),
        (status = 422, description = "`invalid_input`"),
    )
)]
pub(super) async fn list_documents(
    State(collab): State<Collab>,
    SignedIn(identity): SignedIn,
    Query(query): Query<DocumentsQuery>,
) -> Answer<Json<Page<DocumentView>>> {
    let limit = Limit::new(query.limit)?;
    let (kind, cursor) = (query.kind.as_deref(), query.cursor.as_deref());
    Ok(Json(collab.list(&Actor::User(identity), query.team_id, kind, cursor, limit).await?))
}

/// One document, without what is written in it.
#[utoipa::path(
    get, path = "/api/documents/{id}", operation_id = "get_document", tag = "collab",
    params(("id" = DocumentId, Path, description = "The document")),
    responses(
        (status = 200, description = "The document", body = DocumentView),
        (status = 404, description = "No such document, or not for the caller to see"),
    )
)]
pub(super) async fn get_document(
    State(collab): State<Collab>,
    SignedIn(identity): SignedIn,
    Path(id): Path<DocumentId>,
) -> Answer<Json<DocumentView>> {
    Ok(Json(collab.get(&Actor::User(identity), id).await?))
}

/// Gives a document another title.
#[utoipa::path(
    patch, path = "/api/documents/{id}", operation_id = "rename_document", tag = "collab",
    params(("id" = DocumentId, Path, description = "The document")),
    request_body = RenameDocumentIn,
    responses(
        (status = 200, description = "The document", body = DocumentView),
        (status = 403, description = "The caller only reads in this team"),
        (status = 404, description = "No such document, or not for the caller to see"),
        (status = 422, description = "`invalid_input`"),
    )
)]
pub(super) async fn rename_document(
    State(collab): State<Collab>,
    SignedIn(identity): SignedIn,
    Path(id): Path<DocumentId>,
    Json(input): Json<RenameDocumentIn>,
) -> Answer<Json<DocumentView>> {
    Ok(Json(collab.rename(&Actor::User(identity), id, &input.title).await?))
}

/// Deletes a document and all that was written in it. Who has it open is closed with 4404.
#[utoipa::path(
    delete, path = "/api/documents/{id}", operation_id = "delete_document", tag = "collab",
    params(("id" = DocumentId, Path, description = "The document")),
    responses(
        (status = 204, description = "It is gone"),
        (status = 403, description = "The caller only reads in this team"),
        (status = 404, description = "No such document, or not for the caller to see"),
    )
)]
pub(super) async fn delete_document(
    State(collab): State<Collab>,
    SignedIn(identity): SignedIn,
    Path(id): Path<DocumentId>,
) -> Answer<StatusCode> {
    collab.delete(&Actor::User(identity), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
