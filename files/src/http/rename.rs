//! `PATCH /api/files/{id}`

use axum::extract::State;
use gate::{Answer, Json, Path, SignedIn};
use kernel::{Actor, FileId};
use serde::Deserialize;
use utoipa::ToSchema;

use super::FileView;
use crate::Files;

/// The new name.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = RenameFile)]
pub(super) struct RenameFileIn {
    /// What the file is to be called. It is made safe: the answer says what became of it.
    name: String,
}

/// Gives a file another name.
#[utoipa::path(
    patch, path = "/api/files/{id}", tag = "files", operation_id = "rename_file",
    params(("id" = FileId, Path, description = "The file")),
    request_body = RenameFileIn,
    responses((status = 200, description = "The file under its new name", body = FileView))
)]
pub(super) async fn rename_file(
    State(files): State<Files>,
    SignedIn(identity): SignedIn,
    Path(id): Path<FileId>,
    Json(asked): Json<RenameFileIn>,
) -> Answer<Json<FileView>> {
    Ok(Json(files.rename(&Actor::User(identity), id, &asked.name).await?))
}
