//! People and their sessions.

crate::migration!(
    "
CREATE TABLE users (
    id {uuid} NOT NULL PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    studio_role TEXT NOT NULL,
    created_at {timestamp} NOT NULL,
    updated_at {timestamp} NOT NULL
){table};
CREATE TABLE sessions (
    id {uuid} NOT NULL PRIMARY KEY,
    user_id {uuid} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    device TEXT NOT NULL,
    network TEXT,
    key_thumbprint TEXT,
    created_at {timestamp} NOT NULL,
    last_seen_at {timestamp} NOT NULL,
    expires_at {timestamp} NOT NULL,
    ends_at {timestamp} NOT NULL,
    revoked_at {timestamp},
    revoked_because TEXT
){table};
CREATE INDEX sessions_user ON sessions (user_id, last_seen_at);
CREATE INDEX sessions_revoked ON sessions (revoked_at);
CREATE INDEX sessions_expires ON sessions (expires_at);
CREATE TABLE refresh_tokens (
    hash {bytes} NOT NULL PRIMARY KEY,
    session_id {uuid} NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    issued_at {timestamp} NOT NULL,
    replaced_at {timestamp},
    successor_nonce {bytes}
){clustered};
CREATE INDEX refresh_tokens_session ON refresh_tokens (session_id, issued_at);
"
);
