-- What came after the first release: sessions, tokens, codes, tenant databases, templates, audit, labels and secrets.
-- Records that are only ever read whole are kept as JSON in `body`, beside the columns they are found by.

ALTER TABLE users ADD COLUMN suspended_at INTEGER;
ALTER TABLE users ADD COLUMN quota TEXT;
ALTER TABLE users ADD COLUMN hidden_templates TEXT NOT NULL DEFAULT '[]';
-- A removed account stays, without name and address, as long as an app of its is left.
ALTER TABLE users ADD COLUMN removed INTEGER NOT NULL DEFAULT 0;

ALTER TABLE apps ADD COLUMN secrets TEXT NOT NULL DEFAULT '{}';
ALTER TABLE deployments ADD COLUMN author TEXT;

CREATE INDEX apps_by_deletion ON apps (desired, deleted_at);
CREATE INDEX apps_by_age ON apps (created_at, id);
CREATE INDEX deployments_of_revision ON deployments (revision);

CREATE TABLE sessions (
    id           TEXT PRIMARY KEY,
    user_id      TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    client       TEXT,
    address      TEXT,
    operator     TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_of_user ON sessions (user_id, id);
CREATE INDEX sessions_by_end ON sessions (expires_at);

CREATE TABLE api_tokens (
    id           TEXT PRIMARY KEY,
    user_id      TEXT NOT NULL,
    name         TEXT NOT NULL,
    name_key     TEXT NOT NULL,
    digest       TEXT NOT NULL,
    scopes       TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    last_used_at INTEGER,
    expires_at   INTEGER
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX api_tokens_name ON api_tokens (user_id, name_key);
CREATE UNIQUE INDEX api_tokens_digest ON api_tokens (digest);

CREATE TABLE codes (
    digest     TEXT PRIMARY KEY,
    user_id    TEXT NOT NULL,
    purpose    TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX codes_of_user ON codes (user_id, purpose);

CREATE TABLE databases (
    user_id        TEXT NOT NULL,
    id             TEXT NOT NULL,
    name           TEXT NOT NULL,
    name_key       TEXT NOT NULL,
    description    TEXT,
    is_default     INTEGER NOT NULL,
    mongo_database TEXT NOT NULL,
    login          TEXT NOT NULL,
    password       TEXT NOT NULL,
    created_at     INTEGER NOT NULL,
    state          TEXT NOT NULL,
    PRIMARY KEY (user_id, id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX databases_name ON databases (user_id, name_key);

CREATE TABLE templates (
    id         TEXT PRIMARY KEY,
    -- Empty for everybody's.
    user_id    TEXT NOT NULL,
    name_key   TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    is_removed INTEGER NOT NULL,
    body       TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX templates_name ON templates (user_id, name_key) WHERE is_removed = 0;

CREATE TABLE audit (
    id     TEXT PRIMARY KEY,
    actor  TEXT,
    target TEXT,
    action TEXT NOT NULL,
    body   TEXT NOT NULL
) STRICT;

CREATE INDEX audit_of_actor ON audit (actor, id);
CREATE INDEX audit_of_target ON audit (target, id);

CREATE TABLE idempotency_keys (
    user_id     TEXT NOT NULL,
    key         TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    reply       TEXT,
    PRIMARY KEY (user_id, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE labels (
    app_id   TEXT NOT NULL REFERENCES apps (id),
    revision TEXT NOT NULL,
    label    TEXT NOT NULL,
    PRIMARY KEY (app_id, revision)
) STRICT, WITHOUT ROWID;
