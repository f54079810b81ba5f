//! Files and the bytes behind them.

crate::migration!(
    "
CREATE TABLE blobs (
    id {uuid} NOT NULL PRIMARY KEY,
    blake3 {bytes} NOT NULL UNIQUE,
    size {bigint} NOT NULL,
    refs {bigint} NOT NULL,
    created_at {timestamp} NOT NULL,
    unused_since {timestamp}
){table};
CREATE INDEX blobs_unused ON blobs (unused_since);
CREATE TABLE files (
    id {uuid} NOT NULL PRIMARY KEY,
    team_id {uuid} NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    size {bigint} NOT NULL,
    mime_type TEXT NOT NULL,
    blob_id {uuid} NOT NULL REFERENCES blobs (id),
    created_by {uuid} NOT NULL REFERENCES users (id),
    created_at {timestamp} NOT NULL,
    updated_at {timestamp} NOT NULL
){table};
CREATE INDEX files_team ON files (team_id, id);
CREATE INDEX files_blob ON files (blob_id);
CREATE TABLE blob_arrivals (
    id {uuid} NOT NULL PRIMARY KEY,
    arrived_at {timestamp} NOT NULL
){table};
CREATE INDEX blob_arrivals_arrived_at ON blob_arrivals (arrived_at);
"
);
