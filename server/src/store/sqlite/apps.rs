//! Apps without their files.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use fp_contract::Timestamp;
use fp_contract::deployment::{Deployment, Failure};
use rusqlite::{Connection, OptionalExtension as _, Params, Row, params};

use super::columns::{
    count, from_json, from_optional_json, from_optional_word, from_word, json, optional_json, optional_time,
    time, word,
};
use super::drafts::content_name;
use super::paging::place;
use super::{SqliteStore, deployments, users};
use crate::store::{
    AppCounts, AppFilter, AppId, AppRecord, Apps, Desired, NewApp, NewDeployment, Page, Result, SealedEnv,
    SettingsChange, StoreError, UserId,
};

#[async_trait]
impl Apps for SqliteStore {
    async fn create_app(&self, app: &NewApp, deployment: Option<&NewDeployment>) -> Result<AppRecord> {
        let (app, deployment) = (app.clone(), deployment.cloned());
        self.write(move |transaction| {
            create(transaction, &app)?;
            if let Some(deployment) = &deployment {
                deployments::create(transaction, deployment)?;
            }
            get(transaction, &app.id)
        })
        .await
    }

    async fn app(&self, id: &AppId) -> Result<Option<AppRecord>> {
        let id = id.clone();
        self.read(move |connection| find(connection, &id)).await
    }

    async fn apps_of(&self, user: &UserId) -> Result<Arc<[AppRecord]>> {
        let user = user.clone();
        let apps = self.read(move |connection| of_user(connection, &user)).await?;
        Ok(apps.into())
    }

    async fn apps_to_reconcile(&self) -> Result<Vec<AppRecord>> {
        self.read(to_reconcile).await
    }

    async fn change_settings(&self, id: &AppId, change: &SettingsChange) -> Result<AppRecord> {
        let (id, change) = (id.clone(), change.clone());
        self.write(move |transaction| change_settings(transaction, &id, &change))
            .await
    }

    async fn set_desired(&self, id: &AppId, desired: Desired) -> Result<AppRecord> {
        let id = id.clone();
        self.write(move |transaction| set_desired(transaction, &id, desired))
            .await
    }

    async fn change_desired(&self, id: &AppId, from: Desired, to: Desired) -> Result<Option<AppRecord>> {
        let id = id.clone();
        self.write(move |transaction| {
            if get(transaction, &id)?.desired == from {
                set_desired(transaction, &id, to).map(Some)
            } else {
                Ok(None)
            }
        })
        .await
    }

    async fn restart_app(&self, id: &AppId) -> Result<AppRecord> {
        let id = id.clone();
        self.write(move |transaction| restart(transaction, &id)).await
    }

    async fn finish_removal(&self, id: &AppId) -> Result<()> {
        let id = id.clone();
        self.write(move |transaction| finish_removal(transaction, &id))
            .await
    }

    async fn touch_app(&self, id: &AppId) -> Result<()> {
        let id = id.clone();
        self.write(move |transaction| touch(transaction, &id)).await
    }

    async fn set_failure(&self, id: &AppId, failure: Option<&Failure>) -> Result<AppRecord> {
        let (id, failure) = (id.clone(), failure.cloned());
        self.write(move |transaction| set_failure(transaction, &id, failure.as_ref()))
            .await
    }

    async fn apps(&self, filter: &AppFilter, page: &Page) -> Result<Vec<AppRecord>> {
        let (filter, page) = (filter.clone(), page.clone());
        self.read(move |connection| part(connection, &filter, &page))
            .await
    }

    async fn count_apps(&self) -> Result<BTreeMap<UserId, AppCounts>> {
        self.read(counts).await
    }

    async fn restore_app(&self, id: &AppId, limit: Option<u32>) -> Result<AppRecord> {
        let id = id.clone();
        self.write(move |transaction| restore(transaction, &id, limit))
            .await
    }

    async fn begin_purge(&self, id: &AppId) -> Result<AppRecord> {
        let id = id.clone();
        self.write(move |transaction| begin_purge(transaction, &id)).await
    }

    async fn purge_app(&self, id: &AppId) -> Result<()> {
        let id = id.clone();
        self.write(move |transaction| purge(transaction, &id)).await
    }

    async fn apps_to_purge(&self, before: Timestamp) -> Result<Vec<AppId>> {
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT id FROM apps WHERE desired = 'deleted' AND removal_finished = 1 AND deleted_at < ?1
                 ORDER BY deleted_at, id",
            )?;
            let rows = statement.query_map([before.as_microseconds()], |row| row.get(0).map(AppId))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    async fn reseal_app(
        &self,
        id: &AppId,
        env: &SealedEnv,
        secrets: &SealedEnv,
        env_version: u64,
    ) -> Result<bool> {
        let (id, env, secrets) = (id.clone(), json(env)?, json(secrets)?);
        self.write(move |transaction| {
            let resealed = transaction.execute(
                "UPDATE apps SET env = ?2, secrets = ?3 WHERE id = ?1 AND env_version = ?4",
                params![id.0, env, secrets, i64::try_from(env_version).unwrap_or(i64::MAX)],
            )?;
            Ok(resealed > 0)
        })
        .await
    }
}

/// An app with its newest deployment; a draft is unpublished unless that deployment has the very same content.
pub(super) const SELECT: &str = "
    SELECT apps.*,
           deployments.revision AS latest_revision, deployments.status AS latest_status,
           deployments.stages AS latest_stages, deployments.failure AS latest_failure,
           deployments.created_at AS latest_created_at, deployments.finished_at AS latest_finished_at,
           deployments.author AS latest_author,
           coalesce(revisions.content, '') <> apps.draft_content AS draft_is_unpublished
    FROM apps
    LEFT JOIN deployments ON deployments.id = apps.latest_deployment
    LEFT JOIN revisions ON revisions.id = deployments.revision ";

/// Adds an app and its draft.
pub(super) fn create(connection: &Connection, app: &NewApp) -> Result<()> {
    users::require(connection, &app.user_id)?;
    require_room(connection, &app.user_id, app.limit)?;
    let created_at = app.created_at.as_microseconds();
    connection.execute(
        "INSERT INTO apps (id, user_id, name, created_at, last_activity, mode, framework, entrypoint,
                           draft_version, draft_saved_at, draft_content, env, secrets, env_version, database_id, desired)
         VALUES (?1, ?2, ?3, ?4, ?4, ?5, ?6, ?7, 1, ?4, ?8, ?9, ?10, 0, ?11, ?12)",
        params![
            app.id.0,
            app.user_id.0,
            app.name,
            created_at,
            word(&app.mode)?,
            app.framework.as_ref().map(word).transpose()?,
            app.entrypoint,
            content_name(&app.files, &app.entrypoint),
            json(&app.env)?,
            json(&app.secrets)?,
            app.database_id,
            word(&Desired::Running)?,
        ],
    )?;
    connection.execute(
        "INSERT INTO drafts (app_id, files) VALUES (?1, ?2)",
        params![app.id.0, json(&app.files)?],
    )?;
    Ok(())
}

/// The app, deleted or not.
pub(super) fn find(connection: &Connection, id: &AppId) -> Result<Option<AppRecord>> {
    Ok(connection
        .prepare_cached(&format!("{SELECT} WHERE apps.id = ?1"))?
        .query_row([&id.0], read)
        .optional()?)
}

/// The app, deleted or not, or `NotFound`.
pub(super) fn get(connection: &Connection, id: &AppId) -> Result<AppRecord> {
    find(connection, id)?.ok_or(StoreError::NotFound("app"))
}

/// All apps of one user that are not deleted, oldest first.
pub(super) fn of_user(connection: &Connection, user: &UserId) -> Result<Vec<AppRecord>> {
    list(
        connection,
        "WHERE apps.user_id = ?1 AND apps.desired <> 'deleted' ORDER BY apps.created_at, apps.id",
        [&user.0],
    )
}

/// A part of the apps, newest first.
fn part(connection: &Connection, filter: &AppFilter, page: &Page) -> Result<Vec<AppRecord>> {
    let user = filter.user.as_ref().map(|user| &user.0);
    let after = place(
        connection,
        "SELECT created_at, id FROM apps WHERE id = ?1 AND (?2 IS NULL OR user_id = ?2)",
        page.after.as_ref().map(|after| (after, user)),
    )?;
    list(
        connection,
        part_condition(filter),
        params![user, after.0, after.1, page.limit],
    )
}

/// One condition for each kind of list, because each has an index of its own.
pub(super) fn part_condition(filter: &AppFilter) -> &'static str {
    match (&filter.user, filter.deleted) {
        (None, false) => {
            "WHERE apps.desired <> 'deleted' AND (apps.created_at, apps.id) < (?2, ?3)
             ORDER BY apps.created_at DESC, apps.id DESC LIMIT ?4"
        }
        (None, true) => {
            "WHERE apps.desired = 'deleted' AND apps.deleted_at > 0 AND (apps.created_at, apps.id) < (?2, ?3)
             ORDER BY apps.created_at DESC, apps.id DESC LIMIT ?4"
        }
        (Some(_), false) => {
            "WHERE apps.user_id = ?1 AND apps.desired <> 'deleted' AND (apps.created_at, apps.id) < (?2, ?3)
             ORDER BY apps.created_at DESC, apps.id DESC LIMIT ?4"
        }
        (Some(_), true) => {
            "WHERE apps.user_id = ?1 AND apps.desired = 'deleted' AND apps.deleted_at > 0
                   AND (apps.created_at, apps.id) < (?2, ?3)
             ORDER BY apps.created_at DESC, apps.id DESC LIMIT ?4"
        }
    }
}

/// All apps whose removal is not finished.
pub(super) fn to_reconcile(connection: &Connection) -> Result<Vec<AppRecord>> {
    list(connection, "WHERE apps.removal_finished = 0 ORDER BY apps.id", [])
}

/// Changes what is given.
pub(super) fn change_settings(
    connection: &Connection,
    id: &AppId,
    change: &SettingsChange,
) -> Result<AppRecord> {
    if let Some(base) = change.env_base
        && base != get(connection, id)?.env_version
    {
        return Err(StoreError::EnvConflict);
    }
    let env = optional_json(change.env.as_ref())?;
    let secrets = optional_json(change.secrets.as_ref())?;
    let changed = connection.execute(
        "UPDATE apps SET name = coalesce(?2, name), database_id = iif(?3, ?4, database_id),
                         env = coalesce(?5, env), secrets = coalesce(?6, secrets),
                         env_version = env_version + (?5 IS NOT NULL OR ?6 IS NOT NULL), last_activity = ?7
         WHERE id = ?1 AND desired <> 'deleted'",
        params![
            id.0,
            change.name,
            change.database_id.is_some(),
            change.database_id.clone().flatten(),
            env,
            secrets,
            Timestamp::now().as_microseconds()
        ],
    )?;
    require_app(changed)?;
    get(connection, id)
}

/// Sets what should be true. Stopping and deleting supersede what is under way; an app in the trash stays there.
pub(super) fn set_desired(connection: &Connection, id: &AppId, desired: Desired) -> Result<AppRecord> {
    let app = get(connection, id)?;
    match (app.desired, desired) {
        (Desired::Deleted, Desired::Deleted) => return Ok(app),
        (Desired::Deleted, _) => return Err(StoreError::NotFound("app")),
        _ => {}
    }
    let deleted_at = (desired == Desired::Deleted).then(|| Timestamp::now().as_microseconds());
    connection.execute(
        "UPDATE apps SET desired = ?2, deleted_at = ?3 WHERE id = ?1",
        params![id.0, word(&desired)?, deleted_at],
    )?;
    if matches!(desired, Desired::Deleted | Desired::Stopped) {
        deployments::supersede_running(connection, id)?;
    }
    get(connection, id)
}

/// Counts `env_version` up, so that whatever runs is replaced.
fn restart(connection: &Connection, id: &AppId) -> Result<AppRecord> {
    require_app(connection.execute(
        "UPDATE apps SET env_version = env_version + 1, desired = 'running' WHERE id = ?1 AND desired <> 'deleted'",
        [&id.0],
    )?)?;
    get(connection, id)
}

/// Takes an app out of the trash; nothing runs until its owner starts it.
fn restore(connection: &Connection, id: &AppId, limit: Option<u32>) -> Result<AppRecord> {
    let app = get(connection, id)?;
    if app.desired != Desired::Deleted || app.is_purged() {
        return Err(StoreError::NotFound("app"));
    }
    users::require(connection, &app.user_id).map_err(|_| StoreError::NotFound("app"))?;
    require_room(connection, &app.user_id, limit)?;
    connection.execute(
        "UPDATE apps SET desired = 'stopped', deleted_at = NULL, removal_finished = 0 WHERE id = ?1",
        [&id.0],
    )?;
    get(connection, id)
}

/// Ends its time in the trash.
fn begin_purge(connection: &Connection, id: &AppId) -> Result<AppRecord> {
    require_app(connection.execute(
        "UPDATE apps SET deleted_at = ?2 WHERE id = ?1 AND desired = 'deleted'",
        params![id.0, Timestamp::EPOCH.as_microseconds()],
    )?)?;
    get(connection, id)
}

/// Forgets a deleted app and all that only it had.
fn purge(connection: &Connection, id: &AppId) -> Result<()> {
    let app = get(connection, id)?;
    require_app(connection.execute(
        "UPDATE apps SET live_revision = NULL, live_deployment = NULL, latest_deployment = NULL
         WHERE id = ?1 AND desired = 'deleted' AND removal_finished = 1",
        [&id.0],
    )?)?;
    let revisions = deployments::revisions_of(connection, id)?;
    for statement in [
        "DELETE FROM labels WHERE app_id = ?1",
        "DELETE FROM drafts WHERE app_id = ?1",
        "DELETE FROM deployments WHERE app_id = ?1",
        "DELETE FROM apps WHERE id = ?1",
    ] {
        connection.execute(statement, [&id.0])?;
    }
    deployments::forget_unused(connection, &revisions)?;
    users::forget_removed(connection, &app.user_id)
}

fn require_room(connection: &Connection, user: &UserId, limit: Option<u32>) -> Result<()> {
    let Some(limit) = limit else { return Ok(()) };
    let kept: u32 = connection.query_row(
        "SELECT count(*) FROM apps WHERE user_id = ?1 AND desired <> 'deleted'",
        [&user.0],
        |row| row.get(0),
    )?;
    if kept < limit {
        Ok(())
    } else {
        Err(StoreError::LimitReached { limit })
    }
}

fn counts(connection: &Connection) -> Result<BTreeMap<UserId, AppCounts>> {
    let mut statement = connection.prepare_cached(
        "SELECT user_id, count(*) AS all_apps, count(*) FILTER (WHERE desired <> 'deleted') AS kept,
                count(*) FILTER (WHERE desired = 'running' AND live_revision IS NOT NULL) AS live
         FROM apps GROUP BY user_id",
    )?;
    let rows = statement.query_map([], |row| {
        let counts = AppCounts {
            all: count(row, "all_apps")?,
            kept: count(row, "kept")?,
            live: count(row, "live")?,
        };
        Ok((UserId(row.get("user_id")?), counts))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Notes that nothing of a deleted app is left to remove.
pub(super) fn finish_removal(connection: &Connection, id: &AppId) -> Result<()> {
    connection.execute(
        "UPDATE apps SET removal_finished = 1 WHERE id = ?1 AND desired = 'deleted'",
        [&id.0],
    )?;
    Ok(())
}

/// Notes that its owner did something with it.
pub(super) fn touch(connection: &Connection, id: &AppId) -> Result<()> {
    let now = Timestamp::now().as_microseconds();
    require_app(connection.execute(
        "UPDATE apps SET last_activity = ?2 WHERE id = ?1",
        params![id.0, now],
    )?)
}

/// Writes or clears why it does not answer.
pub(super) fn set_failure(
    connection: &Connection,
    id: &AppId,
    failure: Option<&Failure>,
) -> Result<AppRecord> {
    let failure = optional_json(failure)?;
    require_app(connection.execute(
        "UPDATE apps SET failure = ?2 WHERE id = ?1",
        params![id.0, failure],
    )?)?;
    get(connection, id)
}

/// `NotFound` when a write met no app.
pub(super) fn require_app(changed: usize) -> Result<()> {
    if changed == 0 {
        return Err(StoreError::NotFound("app"));
    }
    Ok(())
}

fn list(connection: &Connection, condition: &str, parameters: impl Params) -> Result<Vec<AppRecord>> {
    let mut statement = connection.prepare_cached(&format!("{SELECT} {condition}"))?;
    let rows = statement.query_map(parameters, read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// An app as its row, joined with its newest deployment, has it.
pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<AppRecord> {
    Ok(AppRecord {
        id: AppId(row.get("id")?),
        user_id: UserId(row.get("user_id")?),
        name: row.get("name")?,
        created_at: time(row, "created_at")?,
        last_activity: time(row, "last_activity")?,
        mode: from_word(row, "mode")?,
        framework: from_optional_word(row, "framework")?,
        entrypoint: row.get("entrypoint")?,
        draft_version: count(row, "draft_version")?,
        draft_saved_at: time(row, "draft_saved_at")?,
        draft_is_unpublished: row.get("draft_is_unpublished")?,
        env: from_json(row, "env")?,
        secrets: from_json(row, "secrets")?,
        env_version: count(row, "env_version")?,
        database_id: row.get("database_id")?,
        desired: from_word(row, "desired")?,
        live_revision: row.get("live_revision")?,
        live_deployment: row.get("live_deployment")?,
        live_at: optional_time(row, "live_at")?,
        latest_deployment: read_latest(row)?,
        failure: from_optional_json(row, "failure")?,
        deleted_at: optional_time(row, "deleted_at")?,
    })
}

fn read_latest(row: &Row<'_>) -> rusqlite::Result<Option<Deployment>> {
    let Some(id) = row.get("latest_deployment")? else {
        return Ok(None);
    };
    Ok(Some(Deployment {
        id,
        app_id: row.get("id")?,
        revision: row.get("latest_revision")?,
        status: from_word(row, "latest_status")?,
        stages: from_json(row, "latest_stages")?,
        failure: from_optional_json(row, "latest_failure")?,
        created_at: time(row, "latest_created_at")?,
        finished_at: optional_time(row, "latest_finished_at")?,
        author: row.get("latest_author")?,
    }))
}
