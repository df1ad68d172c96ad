-- Accounts, apps, drafts, revisions, deployments and settings. Times are microseconds since 1970-01-01T00:00Z.

CREATE TABLE users (
    id            TEXT PRIMARY KEY,
    username      TEXT NOT NULL,
    username_key  TEXT NOT NULL,
    email         TEXT NOT NULL,
    email_key     TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    created_at    INTEGER NOT NULL,
    is_admin      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The keys are the lower-case forms: two spellings of one name are one name.
CREATE UNIQUE INDEX users_username ON users (username_key);
CREATE UNIQUE INDEX users_email ON users (email_key);

-- Content-addressed: the same code is stored once. `content` names files and entrypoint alone.
CREATE TABLE revisions (
    id      TEXT PRIMARY KEY,
    content TEXT NOT NULL,
    body    TEXT NOT NULL
) STRICT;

CREATE TABLE apps (
    id                TEXT PRIMARY KEY,
    user_id           TEXT NOT NULL REFERENCES users (id),
    name              TEXT NOT NULL,
    created_at        INTEGER NOT NULL,
    last_activity     INTEGER NOT NULL,
    mode              TEXT NOT NULL,
    framework         TEXT,
    entrypoint        TEXT NOT NULL,
    draft_version     INTEGER NOT NULL,
    draft_saved_at    INTEGER NOT NULL,
    draft_content     TEXT NOT NULL,
    env               TEXT NOT NULL,
    env_version       INTEGER NOT NULL,
    database_id       TEXT,
    desired           TEXT NOT NULL,
    live_revision     TEXT REFERENCES revisions (id),
    live_deployment   TEXT REFERENCES deployments (id),
    live_at           INTEGER,
    latest_deployment TEXT REFERENCES deployments (id),
    failure           TEXT,
    deleted_at        INTEGER,
    removal_finished  INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX apps_of_user ON apps (user_id, created_at);
CREATE INDEX apps_to_reconcile ON apps (id) WHERE removal_finished = 0;

-- Apart from apps, so that lists of apps never read code.
CREATE TABLE drafts (
    app_id TEXT PRIMARY KEY REFERENCES apps (id),
    files  TEXT NOT NULL
) STRICT;

CREATE TABLE deployments (
    id          TEXT PRIMARY KEY,
    app_id      TEXT NOT NULL REFERENCES apps (id),
    revision    TEXT NOT NULL REFERENCES revisions (id),
    status      TEXT NOT NULL,
    stages      TEXT NOT NULL,
    failure     TEXT,
    created_at  INTEGER NOT NULL,
    finished_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX deployments_of_app ON deployments (app_id, id);

CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
