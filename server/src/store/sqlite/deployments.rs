//! Revisions and the attempts to make them live.

use fp_contract::Timestamp;
use fp_contract::deployment::{Deployment, DeploymentStatus, Failure, Stage, StageName};
use fp_contract::revision::Revision;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::columns::{
    from_json, from_optional_json, from_word, json, optional_json, optional_time, time, word,
};
use super::{apps, drafts};
use crate::store::{AppId, AppRecord, DeploymentEnd, NewDeployment, Result, SettingsChange, StoreError};

/// The revision with this name.
pub(super) fn revision(connection: &Connection, id: &str) -> Result<Option<Revision>> {
    Ok(connection
        .prepare_cached("SELECT body FROM revisions WHERE id = ?1")?
        .query_row([id], |row| from_json(row, "body"))
        .optional()?)
}

/// Records a deployment with its revision, its draft and its settings; what was under way is superseded.
pub(super) fn create(connection: &Connection, new: &NewDeployment) -> Result<(AppRecord, Deployment)> {
    if let Some(draft) = &new.draft {
        drafts::save(connection, &new.app_id, draft)?;
    }
    let change = SettingsChange {
        name: None,
        database_id: new.database_id.clone(),
        env: new.env.clone(),
    };
    apps::change_settings(connection, &new.app_id, &change)?;
    supersede_running(connection, &new.app_id)?;
    let revision = write_revision(connection, &new.revision)?;
    insert(connection, new, &revision)?;
    connection.execute(
        "UPDATE apps SET latest_deployment = ?2, desired = 'running' WHERE id = ?1",
        params![new.app_id.0, new.id],
    )?;
    both(connection, &new.app_id, &new.id)
}

/// The deployment.
pub(super) fn find(connection: &Connection, id: &str) -> Result<Option<Deployment>> {
    Ok(connection
        .prepare_cached("SELECT * FROM deployments WHERE id = ?1")?
        .query_row([id], read)
        .optional()?)
}

/// The app's deployments, newest first.
pub(super) fn of_app(connection: &Connection, id: &AppId, limit: u32) -> Result<Vec<Deployment>> {
    let mut statement =
        connection.prepare_cached("SELECT * FROM deployments WHERE app_id = ?1 ORDER BY id DESC LIMIT ?2")?;
    let rows = statement.query_map(params![id.0, limit], read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Writes the stages of a deployment that is under way.
pub(super) fn write_stages(connection: &Connection, id: &str, stages: &[Stage]) -> Result<()> {
    connection.execute(
        "UPDATE deployments SET stages = ?2 WHERE id = ?1 AND status = 'running'",
        params![id, json(&stages)?],
    )?;
    Ok(())
}

/// Ends a deployment and moves the app's live revision with it; an end that no longer applies changes nothing.
pub(super) fn end(connection: &Connection, id: &str, end: &DeploymentEnd) -> Result<(AppRecord, Deployment)> {
    let deployment = get(connection, id)?;
    let app_id = AppId(deployment.app_id.clone());
    let app = apps::get(connection, &app_id)?;
    let was_live = deployment.status == DeploymentStatus::Live
        && app.live_deployment.as_deref() == Some(deployment.id.as_str());
    match (deployment.status, end) {
        (DeploymentStatus::Running, DeploymentEnd::Live) => {
            finish(connection, &deployment, end.status(), None)?;
            set_live(connection, &app_id, Some(&deployment))?;
        }
        (DeploymentStatus::Running, DeploymentEnd::Failed { failure, .. }) => {
            finish(connection, &deployment, end.status(), Some(failure))?;
        }
        (DeploymentStatus::Running, DeploymentEnd::Superseded) => {
            finish(connection, &deployment, end.status(), None)?;
        }
        (DeploymentStatus::Live, DeploymentEnd::Failed { failure, back_to }) if was_live => {
            finish(connection, &deployment, end.status(), Some(failure))?;
            let earlier = back_to.as_deref().map(|id| get(connection, id)).transpose()?;
            set_live(connection, &app_id, earlier.as_ref())?;
        }
        _ => {}
    }
    both(connection, &app_id, id)
}

/// Marks what is under way for an app as superseded.
pub(super) fn supersede_running(connection: &Connection, id: &AppId) -> Result<()> {
    connection.execute(
        "UPDATE deployments SET status = 'superseded', finished_at = ?2 WHERE app_id = ?1 AND status = 'running'",
        params![id.0, Timestamp::now().as_microseconds()],
    )?;
    Ok(())
}

fn get(connection: &Connection, id: &str) -> Result<Deployment> {
    find(connection, id)?.ok_or(StoreError::NotFound("deployment"))
}

fn both(connection: &Connection, app_id: &AppId, id: &str) -> Result<(AppRecord, Deployment)> {
    Ok((apps::get(connection, app_id)?, get(connection, id)?))
}

/// Writes the revision unless it is there already, and answers with its name.
fn write_revision(connection: &Connection, revision: &Revision) -> Result<String> {
    let id = revision.id();
    connection.execute(
        "INSERT INTO revisions (id, content, body) VALUES (?1, ?2, ?3) ON CONFLICT (id) DO NOTHING",
        params![
            id,
            drafts::content_name(&revision.files, &revision.entrypoint),
            json(revision)?
        ],
    )?;
    Ok(id)
}

fn insert(connection: &Connection, new: &NewDeployment, revision: &str) -> Result<()> {
    let recorded = Stage {
        name: StageName::Record,
        started_at: new.started_at,
        duration_ms: Some(Timestamp::now().milliseconds_since(new.started_at)),
    };
    connection.execute(
        "INSERT INTO deployments (id, app_id, revision, status, stages, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            new.id,
            new.app_id.0,
            revision,
            word(&DeploymentStatus::Running)?,
            json(&[recorded])?,
            new.created_at.as_microseconds(),
        ],
    )?;
    Ok(())
}

fn finish(
    connection: &Connection,
    deployment: &Deployment,
    status: DeploymentStatus,
    failure: Option<&Failure>,
) -> Result<()> {
    connection.execute(
        "UPDATE deployments SET status = ?2, failure = ?3, finished_at = ?4 WHERE id = ?1",
        params![
            deployment.id,
            word(&status)?,
            optional_json(failure)?,
            Timestamp::now().as_microseconds()
        ],
    )?;
    Ok(())
}

/// Makes this deployment's revision the live one, or none; whatever was wrong before is over.
fn set_live(connection: &Connection, id: &AppId, deployment: Option<&Deployment>) -> Result<()> {
    let now = Timestamp::now().as_microseconds();
    connection.execute(
        "UPDATE apps SET live_revision = ?2, live_deployment = ?3, live_at = ?4, failure = NULL WHERE id = ?1",
        params![
            id.0,
            deployment.map(|deployment| &deployment.revision),
            deployment.map(|deployment| &deployment.id),
            deployment.map(|_| now),
        ],
    )?;
    Ok(())
}

fn read(row: &Row<'_>) -> rusqlite::Result<Deployment> {
    Ok(Deployment {
        id: row.get("id")?,
        app_id: row.get("app_id")?,
        revision: row.get("revision")?,
        status: from_word(row, "status")?,
        stages: from_json(row, "stages")?,
        failure: from_optional_json(row, "failure")?,
        created_at: time(row, "created_at")?,
        finished_at: optional_time(row, "finished_at")?,
    })
}
