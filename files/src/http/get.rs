//! `GET /api/files/{id}`

use axum::extract::State;
use gate::{Answer, Json, Path, SignedIn};
use kernel::{Actor, FileId};

use super::FileView;
use crate::Files;

/// What is known about a file.
#[utoipa::path(
    get, path = "/api/files/{id}", tag = "files", operation_id = "get_file",
    params(("id" = FileId, Path, description = "The file")),
    responses((status = 200, description = "The file", body = FileView))
)]
pub(super) async fn get_file(
    State(files): State<Files>,
    SignedIn(identity): SignedIn,
    Path(id): Path<FileId>,
) -> Answer<Json<FileView>> {
    Ok(Json(files.get(&Actor::User(identity), id).await?))
}
