//! Apps without their files.

use fp_contract::Timestamp;
use fp_contract::deployment::{Deployment, Failure};
use rusqlite::{Connection, OptionalExtension as _, Params, Row, params};

use super::columns::{
    count, from_json, from_optional_json, from_optional_word, from_word, json, optional_json, optional_time,
    time, word,
};
use super::drafts::content_name;
use crate::store::{AppId, AppRecord, Desired, NewApp, Result, SettingsChange, StoreError, UserId};

/// An app with its newest deployment; a draft is unpublished unless that deployment has the very same content.
const SELECT: &str = "
    SELECT apps.*,
           deployments.revision AS latest_revision, deployments.status AS latest_status,
           deployments.stages AS latest_stages, deployments.failure AS latest_failure,
           deployments.created_at AS latest_created_at, deployments.finished_at AS latest_finished_at,
           coalesce(revisions.content, '') <> apps.draft_content AS draft_is_unpublished
    FROM apps
    LEFT JOIN deployments ON deployments.id = apps.latest_deployment
    LEFT JOIN revisions ON revisions.id = deployments.revision ";

/// Adds an app and its draft.
pub(super) fn create(connection: &Connection, app: &NewApp) -> Result<()> {
    let created_at = app.created_at.as_microseconds();
    connection.execute(
        "INSERT INTO apps (id, user_id, name, created_at, last_activity, mode, framework, entrypoint,
                           draft_version, draft_saved_at, draft_content, env, env_version, database_id, desired)
         VALUES (?1, ?2, ?3, ?4, ?4, ?5, ?6, ?7, 1, ?4, ?8, ?9, 0, ?10, ?11)",
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
    let env = optional_json(change.env.as_ref())?;
    let changed = connection.execute(
        "UPDATE apps SET name = coalesce(?2, name), database_id = coalesce(?3, database_id),
                         env = coalesce(?4, env), env_version = env_version + (?4 IS NOT NULL),
                         last_activity = ?5
         WHERE id = ?1 AND desired <> 'deleted'",
        params![
            id.0,
            change.name,
            change.database_id,
            env,
            Timestamp::now().as_microseconds()
        ],
    )?;
    require_app(changed)?;
    get(connection, id)
}

/// Sets what should be true. What is under way for an app that is deleted is superseded by its deletion.
pub(super) fn set_desired(connection: &Connection, id: &AppId, desired: Desired) -> Result<AppRecord> {
    let now = Timestamp::now().as_microseconds();
    let deleted_at = (desired == Desired::Deleted).then_some(now);
    let changed = connection.execute(
        "UPDATE apps SET desired = ?2, deleted_at = iif(?3 IS NULL, NULL, coalesce(deleted_at, ?3)),
                         removal_finished = removal_finished AND ?3 IS NOT NULL
         WHERE id = ?1",
        params![id.0, word(&desired)?, deleted_at],
    )?;
    require_app(changed)?;
    if desired == Desired::Deleted {
        super::deployments::supersede_running(connection, id)?;
    }
    get(connection, id)
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

fn read(row: &Row<'_>) -> rusqlite::Result<AppRecord> {
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
    }))
}
