//! What every room stands on: outbox, jobs, audit, settings, mails, limits, idempotency.

crate::migration!(
    "
CREATE TABLE outbox (
    id {uuid} NOT NULL PRIMARY KEY,
    created_at {timestamp} NOT NULL,
    event TEXT NOT NULL
){clustered};
CREATE INDEX outbox_created_at ON outbox (created_at);
CREATE TABLE jobs (
    id {uuid} NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    state TEXT NOT NULL,
    run_at {timestamp} NOT NULL,
    locked_until {timestamp},
    attempts {int} NOT NULL,
    last_error TEXT,
    created_at {timestamp} NOT NULL
){table};
CREATE INDEX jobs_due ON jobs (state, run_at);
CREATE TABLE schedules (
    kind TEXT NOT NULL PRIMARY KEY,
    next_at {timestamp} NOT NULL
){table};
CREATE TABLE audit_log (
    id {uuid} NOT NULL PRIMARY KEY,
    at {timestamp} NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id {uuid},
    action TEXT NOT NULL,
    outcome TEXT NOT NULL,
    target TEXT,
    address TEXT,
    detail TEXT
){table};
CREATE INDEX audit_log_actor ON audit_log (actor_id, at);
CREATE TABLE settings (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
){table};
CREATE TABLE mails (
    id {uuid} NOT NULL PRIMARY KEY,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    text TEXT NOT NULL,
    html TEXT,
    created_at {timestamp} NOT NULL,
    sent_at {timestamp}
){table};
CREATE TABLE rate_limits (
    key TEXT NOT NULL PRIMARY KEY,
    tat {bigint} NOT NULL
){table};
CREATE TABLE idempotency_keys (
    user_id {uuid} NOT NULL,
    key TEXT NOT NULL,
    request_hash {bytes} NOT NULL,
    status {int},
    content_type TEXT,
    body {bytes},
    created_at {timestamp} NOT NULL,
    PRIMARY KEY (user_id, key)
){table};
CREATE INDEX idempotency_keys_created_at ON idempotency_keys (created_at);
"
);
