//! What people are told.

crate::migration!(
    "
CREATE TABLE notifications (
    id {uuid} NOT NULL PRIMARY KEY,
    user_id {uuid} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    created_at {timestamp} NOT NULL,
    read_at {timestamp}
){table};
CREATE INDEX notifications_user ON notifications (user_id, id);
"
);
