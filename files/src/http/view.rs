//! A file on the wire.

use kernel::{FileId, Person, TeamId, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

use crate::model::File;

/// A file of a team.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = File)]
pub(crate) struct FileView {
    /// The file.
    pub(crate) id: FileId,
    /// Whose it is.
    pub(crate) team_id: TeamId,
    /// The folder that it lies in; `null` at the top.
    #[schema(required = true)]
    pub(crate) folder_id: Option<uuid::Uuid>,
    /// What it is called.
    pub(crate) name: String,
    /// Bytes.
    pub(crate) size: u64,
    /// What its name promises.
    pub(crate) mime_type: String,
    /// The BLAKE3 hash of its bytes, in hexadecimal.
    pub(crate) blake3: String,
    /// When it was uploaded.
    pub(crate) created_at: Timestamp,
    /// When it last changed.
    pub(crate) updated_at: Timestamp,
    /// Who uploaded it.
    pub(crate) created_by: Person,
}

impl FileView {
    pub(crate) fn new(file: File, created_by: Person) -> Self {
        Self {
            id: file.id,
            team_id: file.team,
            folder_id: None,
            blake3: hex(&file.content.blake3),
            name: file.name,
            size: file.content.size,
            mime_type: file.mime_type,
            created_at: file.created_at,
            updated_at: file.updated_at,
            created_by,
        }
    }
}

/// Two small hexadecimal digits a byte.
pub(super) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |value: u8| char::from(DIGITS[usize::from(value & 15)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect()
}
