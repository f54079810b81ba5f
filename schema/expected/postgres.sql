CREATE INDEX audit_log_actor ON public.audit_log USING btree (actor_id, at);
CREATE INDEX blob_arrivals_arrived_at ON public.blob_arrivals USING btree (arrived_at);
CREATE INDEX blobs_unused ON public.blobs USING btree (unused_since);
CREATE INDEX channel_members_user ON public.channel_members USING btree (user_id);
CREATE INDEX documents_team ON public.documents USING btree (team_id, updated_at);
CREATE INDEX files_blob ON public.files USING btree (blob_id);
CREATE INDEX files_team ON public.files USING btree (team_id, id);
CREATE INDEX idempotency_keys_created_at ON public.idempotency_keys USING btree (created_at);
CREATE INDEX jobs_due ON public.jobs USING btree (state, run_at);
CREATE INDEX notifications_user ON public.notifications USING btree (user_id, id);
CREATE INDEX outbox_created_at ON public.outbox USING btree (created_at);
CREATE INDEX refresh_tokens_session ON public.refresh_tokens USING btree (session_id, issued_at);
CREATE INDEX sessions_expires ON public.sessions USING btree (expires_at);
CREATE INDEX sessions_revoked ON public.sessions USING btree (revoked_at);
CREATE INDEX sessions_user ON public.sessions USING btree (user_id, last_seen_at);
CREATE INDEX team_invitations_team ON public.team_invitations USING btree (team_id, created_at);
CREATE INDEX team_members_user ON public.team_members USING btree (user_id);
CREATE UNIQUE INDEX audit_log_pkey ON public.audit_log USING btree (id);
CREATE UNIQUE INDEX blob_arrivals_pkey ON public.blob_arrivals USING btree (id);
CREATE UNIQUE INDEX blobs_blake3_key ON public.blobs USING btree (blake3);
CREATE UNIQUE INDEX blobs_pkey ON public.blobs USING btree (id);
CREATE UNIQUE INDEX channel_members_pkey ON public.channel_members USING btree (channel_id, user_id);
CREATE UNIQUE INDEX channels_pkey ON public.channels USING btree (id);
CREATE UNIQUE INDEX channels_team_id_name_key ON public.channels USING btree (team_id, name);
CREATE UNIQUE INDEX document_snapshots_pkey ON public.document_snapshots USING btree (document_id);
CREATE UNIQUE INDEX document_updates_pkey ON public.document_updates USING btree (document_id, seq);
CREATE UNIQUE INDEX documents_pkey ON public.documents USING btree (id);
CREATE UNIQUE INDEX files_pkey ON public.files USING btree (id);
CREATE UNIQUE INDEX idempotency_keys_pkey ON public.idempotency_keys USING btree (user_id, key);
CREATE UNIQUE INDEX jobs_pkey ON public.jobs USING btree (id);
CREATE UNIQUE INDEX mails_pkey ON public.mails USING btree (id);
CREATE UNIQUE INDEX messages_channel_id_author_id_client_id_key ON public.messages USING btree (channel_id, author_id, client_id);
CREATE UNIQUE INDEX messages_pkey ON public.messages USING btree (channel_id, seq);
CREATE UNIQUE INDEX notifications_pkey ON public.notifications USING btree (id);
CREATE UNIQUE INDEX outbox_pkey ON public.outbox USING btree (id);
CREATE UNIQUE INDEX rate_limits_pkey ON public.rate_limits USING btree (key);
CREATE UNIQUE INDEX read_cursors_pkey ON public.read_cursors USING btree (channel_id, user_id);
CREATE UNIQUE INDEX refresh_tokens_pkey ON public.refresh_tokens USING btree (hash);
CREATE UNIQUE INDEX schedules_pkey ON public.schedules USING btree (kind);
CREATE UNIQUE INDEX sessions_pkey ON public.sessions USING btree (id);
CREATE UNIQUE INDEX settings_pkey ON public.settings USING btree (key);
CREATE UNIQUE INDEX team_invitations_pkey ON public.team_invitations USING btree (id);
CREATE UNIQUE INDEX team_invitations_token_hash_key ON public.team_invitations USING btree (token_hash);
CREATE UNIQUE INDEX team_members_pkey ON public.team_members USING btree (team_id, user_id);
CREATE UNIQUE INDEX teams_pkey ON public.teams USING btree (id);
CREATE UNIQUE INDEX users_email_key ON public.users USING btree (email);
CREATE UNIQUE INDEX users_pkey ON public.users USING btree (id);
audit_log.action text NOT NULL
audit_log.actor_id uuid
audit_log.actor_kind text NOT NULL
audit_log.address text
audit_log.at bigint NOT NULL
audit_log.detail text
audit_log.id uuid NOT NULL
audit_log.outcome text NOT NULL
audit_log.target text
audit_log: PRIMARY KEY (id)
blob_arrivals.arrived_at bigint NOT NULL
blob_arrivals.id uuid NOT NULL
blob_arrivals: PRIMARY KEY (id)
blobs.blake3 bytea NOT NULL
blobs.created_at bigint NOT NULL
blobs.id uuid NOT NULL
blobs.refs bigint NOT NULL
blobs.size bigint NOT NULL
blobs.unused_since bigint
blobs: PRIMARY KEY (id)
blobs: UNIQUE (blake3)
channel_members.channel_id uuid NOT NULL
channel_members.joined_at bigint NOT NULL
channel_members.user_id uuid NOT NULL
channel_members: FOREIGN KEY (channel_id) REFERENCES channels(id) ON DELETE CASCADE
channel_members: FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
channel_members: PRIMARY KEY (channel_id, user_id)
channels.created_at bigint NOT NULL
channels.created_by uuid NOT NULL
channels.id uuid NOT NULL
channels.last_seq bigint NOT NULL
channels.name text NOT NULL
channels.private boolean NOT NULL
channels.team_id uuid NOT NULL
channels: FOREIGN KEY (created_by) REFERENCES users(id)
channels: FOREIGN KEY (team_id) REFERENCES teams(id) ON DELETE CASCADE
channels: PRIMARY KEY (id)
channels: UNIQUE (team_id, name)
document_snapshots.bytes bytea NOT NULL
document_snapshots.created_at bigint NOT NULL
document_snapshots.document_id uuid NOT NULL
document_snapshots.seq bigint NOT NULL
document_snapshots: FOREIGN KEY (document_id) REFERENCES documents(id) ON DELETE CASCADE
document_snapshots: PRIMARY KEY (document_id)
document_updates.author_id uuid
document_updates.bytes bytea NOT NULL
document_updates.created_at bigint NOT NULL
document_updates.document_id uuid NOT NULL
document_updates.seq bigint NOT NULL
document_updates: FOREIGN KEY (document_id) REFERENCES documents(id) ON DELETE CASCADE
document_updates: PRIMARY KEY (document_id, seq)
documents.created_at bigint NOT NULL
documents.created_by uuid NOT NULL
documents.id uuid NOT NULL
documents.kind text NOT NULL
documents.team_id uuid NOT NULL
documents.title text NOT NULL
documents.updated_at bigint NOT NULL
documents: FOREIGN KEY (created_by) REFERENCES users(id)
documents: FOREIGN KEY (team_id) REFERENCES teams(id) ON DELETE CASCADE
documents: PRIMARY KEY (id)
files.blob_id uuid NOT NULL
files.created_at bigint NOT NULL
files.created_by uuid NOT NULL
files.id uuid NOT NULL
files.mime_type text NOT NULL
files.name text NOT NULL
files.size bigint NOT NULL
files.team_id uuid NOT NULL
files.updated_at bigint NOT NULL
files: FOREIGN KEY (blob_id) REFERENCES blobs(id)
files: FOREIGN KEY (created_by) REFERENCES users(id)
files: FOREIGN KEY (team_id) REFERENCES teams(id) ON DELETE CASCADE
files: PRIMARY KEY (id)
idempotency_keys.body bytea
idempotency_keys.content_type text
idempotency_keys.created_at bigint NOT NULL
idempotency_keys.key text NOT NULL
idempotency_keys.request_hash bytea NOT NULL
idempotency_keys.status integer
idempotency_keys.user_id uuid NOT NULL
idempotency_keys: PRIMARY KEY (user_id, key)
jobs.attempts integer NOT NULL
jobs.created_at bigint NOT NULL
jobs.id uuid NOT NULL
jobs.kind text NOT NULL
jobs.last_error text
jobs.locked_until bigint
jobs.payload text NOT NULL
jobs.run_at bigint NOT NULL
jobs.state text NOT NULL
jobs: PRIMARY KEY (id)
mails.created_at bigint NOT NULL
mails.html text
mails.id uuid NOT NULL
mails.recipient text NOT NULL
mails.sent_at bigint
mails.subject text NOT NULL
mails.text text NOT NULL
mails: PRIMARY KEY (id)
messages.author_id uuid NOT NULL
messages.channel_id uuid NOT NULL
messages.client_id text NOT NULL
messages.created_at bigint NOT NULL
messages.html text NOT NULL
messages.id uuid NOT NULL
messages.seq bigint NOT NULL
messages.text text NOT NULL
messages: FOREIGN KEY (author_id) REFERENCES users(id)
messages: FOREIGN KEY (channel_id) REFERENCES channels(id) ON DELETE CASCADE
messages: PRIMARY KEY (channel_id, seq)
messages: UNIQUE (channel_id, author_id, client_id)
notifications.created_at bigint NOT NULL
notifications.id uuid NOT NULL
notifications.kind text NOT NULL
notifications.payload text NOT NULL
notifications.read_at bigint
notifications.user_id uuid NOT NULL
notifications: FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
notifications: PRIMARY KEY (id)
outbox.created_at bigint NOT NULL
outbox.event text NOT NULL
outbox.id uuid NOT NULL
outbox: PRIMARY KEY (id)
rate_limits.key text NOT NULL
rate_limits.tat bigint NOT NULL
rate_limits: PRIMARY KEY (key)
read_cursors.channel_id uuid NOT NULL
read_cursors.last_read_seq bigint NOT NULL
read_cursors.updated_at bigint NOT NULL
read_cursors.user_id uuid NOT NULL
read_cursors: FOREIGN KEY (channel_id) REFERENCES channels(id) ON DELETE CASCADE
read_cursors: FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
read_cursors: PRIMARY KEY (channel_id, user_id)
refresh_tokens.hash bytea NOT NULL
refresh_tokens.issued_at bigint NOT NULL
refresh_tokens.replaced_at bigint
refresh_tokens.session_id uuid NOT NULL
refresh_tokens.successor_nonce bytea
refresh_tokens: FOREIGN KEY (session_id) REFERENCES sessions(id) ON DELETE CASCADE
refresh_tokens: PRIMARY KEY (hash)
schedules.kind text NOT NULL
schedules.next_at bigint NOT NULL
schedules: PRIMARY KEY (kind)
sessions.created_at bigint NOT NULL
sessions.device text NOT NULL
sessions.ends_at bigint NOT NULL
sessions.expires_at bigint NOT NULL
sessions.id uuid NOT NULL
sessions.key_thumbprint text
sessions.last_seen_at bigint NOT NULL
sessions.network text
sessions.revoked_at bigint
sessions.revoked_because text
sessions.user_id uuid NOT NULL
sessions: FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
sessions: PRIMARY KEY (id)
settings.key text NOT NULL
settings.value text NOT NULL
settings: PRIMARY KEY (key)
team_invitations.created_at bigint NOT NULL
team_invitations.created_by uuid NOT NULL
team_invitations.expires_at bigint
team_invitations.id uuid NOT NULL
team_invitations.max_uses integer
team_invitations.revoked_at bigint
team_invitations.role text NOT NULL
team_invitations.team_id uuid NOT NULL
team_invitations.token_hash bytea NOT NULL
team_invitations.uses integer NOT NULL
team_invitations: FOREIGN KEY (created_by) REFERENCES users(id)
team_invitations: FOREIGN KEY (team_id) REFERENCES teams(id) ON DELETE CASCADE
team_invitations: PRIMARY KEY (id)
team_invitations: UNIQUE (token_hash)
team_members.joined_at bigint NOT NULL
team_members.role text NOT NULL
team_members.team_id uuid NOT NULL
team_members.user_id uuid NOT NULL
team_members: FOREIGN KEY (team_id) REFERENCES teams(id) ON DELETE CASCADE
team_members: FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
team_members: PRIMARY KEY (team_id, user_id)
teams.created_at bigint NOT NULL
teams.created_by uuid NOT NULL
teams.id uuid NOT NULL
teams.name text NOT NULL
teams.updated_at bigint NOT NULL
teams: FOREIGN KEY (created_by) REFERENCES users(id)
teams: PRIMARY KEY (id)
users.created_at bigint NOT NULL
users.email text NOT NULL
users.id uuid NOT NULL
users.name text NOT NULL
users.password_hash text NOT NULL
users.studio_role text NOT NULL
users.updated_at bigint NOT NULL
users: PRIMARY KEY (id)
users: UNIQUE (email)
