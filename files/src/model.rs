//! What a file is.

use kernel::{BlobId, FileId, TeamId, Timestamp, UserId};

/// A file as people see it: a name in a team, and the bytes behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct File {
    pub(crate) id: FileId,
    pub(crate) team: TeamId,
    pub(crate) name: String,
    pub(crate) mime_type: String,
    pub(crate) content: Content,
    pub(crate) created_by: UserId,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
}

/// Bytes that never change. Files of the same content share them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Content {
    pub(crate) blob: BlobId,
    /// Bytes.
    pub(crate) size: u64,
    pub(crate) blake3: [u8; 32],
}
