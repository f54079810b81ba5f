//! `GET /api/files`

use axum::extract::State;
use gate::{Answer, Json, Query, SignedIn};
use kernel::{Actor, Limit, Page, TeamId};
use serde::Deserialize;
use utoipa::IntoParams;

use super::FileView;
use crate::{Error, Files, actions::List};

/// Which files.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ListFilesIn {
    /// Whose files.
    team_id: TeamId,
    /// The folder; only the top one is there, so that it stays empty.
    folder_id: Option<String>,
    /// `nextCursor` of the page before.
    cursor: Option<String>,
    /// How many at most: 1 to 100, 50 if it is not given.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
}

/// A team's files, newest first.
#[utoipa::path(
    get, path = "/api/files", tag = "files", operation_id = "list_files",
    params(ListFilesIn),
    responses((status = 200, description = "A page of files", body = Page<FileView>))
)]
pub(super) async fn list_files(
    State(files): State<Files>,
    SignedIn(identity): SignedIn,
    Query(asked): Query<ListFilesIn>,
) -> Answer<Json<Page<FileView>>> {
    if asked.folder_id.is_some_and(|folder| !folder.is_empty()) {
        return Err(Error::NO_FOLDER.into());
    }
    let list = List { team: asked.team_id, cursor: asked.cursor, limit: Limit::new(asked.limit)? };
    Ok(Json(files.list(&Actor::User(identity), list).await?))
}
