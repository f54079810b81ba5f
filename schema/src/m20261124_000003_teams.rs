//! Teams, members and invitations.

crate::migration!(
    "
CREATE TABLE teams (
    id {uuid} NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    created_by {uuid} NOT NULL REFERENCES users (id),
    created_at {timestamp} NOT NULL,
    updated_at {timestamp} NOT NULL
){table};
CREATE TABLE team_members (
    team_id {uuid} NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
    user_id {uuid} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    role TEXT NOT NULL,
    joined_at {timestamp} NOT NULL,
    PRIMARY KEY (team_id, user_id)
){clustered};
CREATE INDEX team_members_user ON team_members (user_id);
CREATE TABLE team_invitations (
    id {uuid} NOT NULL PRIMARY KEY,
    team_id {uuid} NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
    token_hash {bytes} NOT NULL UNIQUE,
    role TEXT NOT NULL,
    uses {int} NOT NULL,
    max_uses {int},
    expires_at {timestamp},
    created_by {uuid} NOT NULL REFERENCES users (id),
    created_at {timestamp} NOT NULL,
    revoked_at {timestamp}
){table};
CREATE INDEX team_invitations_team ON team_invitations (team_id, created_at);
"
);
