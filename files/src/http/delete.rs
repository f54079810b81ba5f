//! `DELETE /api/files/{id}`

use axum::extract::State;
use gate::{Answer, Path, SignedIn};
use http::StatusCode;
use kernel::{Actor, FileId};

use crate::Files;

/// Deletes a file.
#[utoipa::path(
    delete, path = "/api/files/{id}", tag = "files", operation_id = "delete_file",
    params(("id" = FileId, Path, description = "The file")),
    responses((status = 204, description = "It is gone"))
)]
pub(super) async fn delete_file(
    State(files): State<Files>,
    SignedIn(identity): SignedIn,
    Path(id): Path<FileId>,
) -> Answer<StatusCode> {
    files.delete(&Actor::User(identity), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
