//! `POST /api/files`

use axum::extract::{Request, State};
use gate::{Answer, Json, SignedIn};
use http::{HeaderMap, HeaderName, StatusCode, header};
use kernel::{Actor, TeamId};
use platform::blob::BlobError;
use utoipa::ToSchema;

use super::{FileView, form::Form};
use crate::{Error, Files};

/// What a form may have besides the file: boundaries, headers, two ids.
const FORM_BYTES: u64 = 64 * 1024;

/// A file and where it goes. The parts come in this order.
#[derive(ToSchema)]
#[schema(as = UploadFile, rename_all = "camelCase")]
#[expect(dead_code, reason = "describes the form in OpenAPI; the form itself is read as a stream")]
pub(super) struct UploadFileIn {
    /// The team that gets the file.
    team_id: TeamId,
    /// The folder; only the top one is there, so that it stays empty.
    folder_id: Option<String>,
    /// The bytes, with a file name.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Uploads a file.
#[utoipa::path(
    post, path = "/api/files", tag = "files", operation_id = "upload_file",
    request_body(content = UploadFileIn, content_type = "multipart/form-data"),
    responses((status = 201, description = "The file", body = FileView))
)]
pub(super) async fn upload_file(
    State(files): State<Files>,
    SignedIn(identity): SignedIn,
    request: Request,
) -> Answer<(StatusCode, [(HeaderName, String); 1], Json<FileView>)> {
    let (parts, body) = request.into_parts();
    let form = Form::new(&parts.headers, body)?;
    let limit = files.limit();
    if announced(&parts.headers).is_some_and(|length| length > limit.saturating_add(FORM_BYTES)) {
        return Err(Error::Blob(BlobError::TooLarge { limit }).into());
    }
    let opening = form.open().await?;
    let upload = files.begin_upload(&Actor::User(identity), opening.team).await?;
    let file = files.upload(upload, &opening.name, opening.file.into_stream()).await?;
    let location = format!("/api/files/{}", file.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(file)))
}

fn announced(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}
