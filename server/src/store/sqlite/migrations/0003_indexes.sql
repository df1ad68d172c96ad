-- Lists that may grow long are read in their order, part by part, and what is removed finds what refers to it.

-- References are looked up from the other side when a revision, a deployment or an account goes.
CREATE INDEX apps_of_live_revision ON apps (live_revision);
CREATE INDEX apps_of_live_deployment ON apps (live_deployment);
CREATE INDEX apps_of_latest_deployment ON apps (latest_deployment);
DROP INDEX deployments_of_revision;
CREATE INDEX deployments_of_revision ON deployments (revision, app_id);
CREATE INDEX deployments_running ON deployments (app_id) WHERE status = 'running';

CREATE INDEX apps_counted ON apps (user_id, desired, live_revision);
CREATE INDEX apps_by_state ON apps (desired, created_at, id);

CREATE INDEX users_by_age ON users (created_at, id) WHERE removed = 0;
CREATE INDEX users_operating ON users (id) WHERE is_admin = 1 AND suspended_at IS NULL AND removed = 0;

CREATE INDEX sessions_of_operator ON sessions (operator) WHERE operator IS NOT NULL;
CREATE INDEX templates_of_user ON templates (user_id, created_at, id);
CREATE INDEX templates_by_age ON templates (created_at, id);
CREATE INDEX audit_of_action ON audit (action, id);
CREATE INDEX idempotency_keys_by_end ON idempotency_keys (expires_at);
