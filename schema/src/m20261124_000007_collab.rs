//! Live documents, the log of their updates and its snapshots.

crate::migration!(
    "
CREATE TABLE documents (
    id {uuid} NOT NULL PRIMARY KEY,
    team_id {uuid} NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
    title TEXT NOT NULL,
    kind TEXT NOT NULL,
    created_by {uuid} NOT NULL REFERENCES users (id),
    created_at {timestamp} NOT NULL,
    updated_at {timestamp} NOT NULL
){table};
CREATE INDEX documents_team ON documents (team_id, updated_at);
CREATE TABLE document_updates (
    document_id {uuid} NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    seq {bigint} NOT NULL,
    author_id {uuid},
    bytes {bytes} NOT NULL,
    created_at {timestamp} NOT NULL,
    PRIMARY KEY (document_id, seq)
){clustered};
CREATE TABLE document_snapshots (
    document_id {uuid} NOT NULL PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
    seq {bigint} NOT NULL,
    bytes {bytes} NOT NULL,
    created_at {timestamp} NOT NULL
){table};
"
);
