//! Speaking: the routes of this room.

mod content;
mod delete;
mod disposition;
mod form;
mod get;
mod list;
mod range;
mod rename;
mod upload;
mod view;

use utoipa_axum::{router::OpenApiRouter, routes};

pub(crate) use view::FileView;

use crate::Files;

/// What the room answers.
#[must_use]
pub fn routes(files: Files) -> OpenApiRouter {
    OpenApiRouter::default()
        .routes(routes!(upload::upload_file, list::list_files))
        .routes(routes!(get::get_file, rename::rename_file, delete::delete_file))
        .routes(routes!(content::get_file_content, content::head_file_content))
        .with_state(files)
}
