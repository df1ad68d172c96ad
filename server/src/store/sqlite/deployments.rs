//! Revisions and the attempts to make them live.

use std::collections::BTreeMap;

use async_trait::async_trait;
use fp_contract::Timestamp;
use fp_contract::deployment::{Deployment, DeploymentStatus, Failure, Stage, StageName};
use fp_contract::revision::Revision;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::columns::{
    from_json, from_optional_json, from_word, json, optional_json, optional_time, time, word,
};
use super::{SqliteStore, apps, drafts};
use crate::store::{
    AppId, AppRecord, DeploymentEnd, Deployments, NewDeployment, Page, Result, RevisionUse, SettingsChange,
    StoreError, UserId,
};

#[async_trait]
impl Deployments for SqliteStore {
    async fn revision(&self, id: &str) -> Result<Option<Revision>> {
        let id = id.to_owned();
        self.read(move |connection| revision(connection, &id)).await
    }

    async fn create_deployment(&self, deployment: &NewDeployment) -> Result<(AppRecord, Deployment)> {
        let deployment = deployment.clone();
        self.write(move |transaction| create(transaction, &deployment))
            .await
    }

    async fn deployment(&self, id: &str) -> Result<Option<Deployment>> {
        let id = id.to_owned();
        self.read(move |connection| find(connection, &id)).await
    }

    async fn deployments_of(&self, id: &AppId, page: &Page) -> Result<Vec<Deployment>> {
        let (id, page) = (id.clone(), page.clone());
        self.read(move |connection| of_app(connection, &id, &page)).await
    }

    async fn revisions_of(&self, id: &AppId, page: &Page) -> Result<Vec<RevisionUse>> {
        let (id, page) = (id.clone(), page.clone());
        self.read(move |connection| revisions_of_app(connection, &id, &page))
            .await
    }

    async fn revision_use(&self, id: &AppId, revision: &str) -> Result<Option<RevisionUse>> {
        let (id, revision) = (id.clone(), revision.to_owned());
        self.read(move |connection| revision_use(connection, &id, &revision))
            .await
    }

    async fn write_stages(&self, id: &str, stages: &[Stage]) -> Result<()> {
        let (id, stages) = (id.to_owned(), stages.to_vec());
        self.write(move |transaction| write_stages(transaction, &id, &stages))
            .await
    }

    async fn end_deployment(&self, id: &str, end: &DeploymentEnd) -> Result<(AppRecord, Deployment)> {
        let (id, end) = (id.to_owned(), end.clone());
        self.write(move |transaction| write_end(transaction, &id, &end))
            .await
    }

    async fn labels_of(&self, id: &AppId) -> Result<BTreeMap<String, String>> {
        let id = id.clone();
        self.read(move |connection| {
            let mut statement =
                connection.prepare_cached("SELECT revision, label FROM labels WHERE app_id = ?1")?;
            let rows = statement.query_map([id.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    async fn label_revision(&self, id: &AppId, revision: &str, label: Option<&str>) -> Result<()> {
        let (id, revision, label) = (id.clone(), revision.to_owned(), label.map(str::to_owned));
        self.write(move |transaction| write_label(transaction, &id, &revision, label.as_deref()))
            .await
    }
}

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
        secrets: new.secrets.clone(),
        env_base: new.env_base,
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
pub(super) fn of_app(connection: &Connection, id: &AppId, page: &Page) -> Result<Vec<Deployment>> {
    let mut statement = connection.prepare_cached(
        "SELECT * FROM deployments WHERE app_id = ?1 AND (?2 IS NULL OR id < ?2) ORDER BY id DESC LIMIT ?3",
    )?;
    let rows = statement.query_map(params![id.0, page.after, page.limit], read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Each revision that app `?1` had deployed, with what its deployments tell of it.
const USES: &str = "
    SELECT uses.*, newest.author
    FROM (SELECT revision, min(created_at) AS first_at, max(created_at) AS last_at, max(id) AS newest_id,
                 max(iif(status = 'live', finished_at, NULL)) AS live_at
          FROM deployments WHERE app_id = ?1 GROUP BY revision) AS uses
    JOIN deployments AS newest ON newest.id = uses.newest_id ";

/// The revisions that the app had deployed, the one deployed last first.
fn revisions_of_app(connection: &Connection, id: &AppId, page: &Page) -> Result<Vec<RevisionUse>> {
    let mut statement = connection.prepare_cached(&format!(
        "{USES} WHERE ?2 IS NULL
            OR uses.newest_id < (SELECT max(id) FROM deployments WHERE app_id = ?1 AND revision = ?2)
         ORDER BY uses.newest_id DESC LIMIT ?3",
    ))?;
    let rows = statement.query_map(params![id.0, page.after, page.limit], read_use)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn revision_use(connection: &Connection, id: &AppId, revision: &str) -> Result<Option<RevisionUse>> {
    Ok(connection
        .prepare_cached(&format!("{USES} WHERE uses.revision = ?2"))?
        .query_row([id.0.as_str(), revision], read_use)
        .optional()?)
}

fn read_use(row: &Row<'_>) -> rusqlite::Result<RevisionUse> {
    Ok(RevisionUse {
        revision: row.get("revision")?,
        first_deployed_at: time(row, "first_at")?,
        last_deployed_at: time(row, "last_at")?,
        author: row.get::<_, Option<String>>("author")?.map(UserId),
        live_at: optional_time(row, "live_at")?,
    })
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
fn write_end(connection: &Connection, id: &str, end: &DeploymentEnd) -> Result<(AppRecord, Deployment)> {
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
        (
            DeploymentStatus::Running,
            DeploymentEnd::Failed { failure, .. } | DeploymentEnd::Canceled { failure },
        ) => {
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

/// The revisions the app ever had deployed.
pub(super) fn revisions_of(connection: &Connection, id: &AppId) -> Result<Vec<String>> {
    let mut statement =
        connection.prepare_cached("SELECT DISTINCT revision FROM deployments WHERE app_id = ?1")?;
    let rows = statement.query_map([&id.0], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Forgets those of these revisions that no app has deployed any more.
pub(super) fn forget_unused(connection: &Connection, revisions: &[String]) -> Result<()> {
    let mut statement = connection.prepare_cached(
        "DELETE FROM revisions WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM deployments WHERE revision = ?1)",
    )?;
    for revision in revisions {
        statement.execute([revision])?;
    }
    Ok(())
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
pub(super) fn write_revision(connection: &Connection, revision: &Revision) -> Result<String> {
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
        "INSERT INTO deployments (id, app_id, revision, status, stages, created_at, author)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            new.id,
            new.app_id.0,
            revision,
            word(&DeploymentStatus::Running)?,
            json(&[recorded])?,
            new.created_at.as_microseconds(),
            new.author.as_ref().map(|author| &author.0),
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

/// Names a revision that the app had deployed once, or takes its name away.
fn write_label(connection: &Connection, id: &AppId, revision: &str, label: Option<&str>) -> Result<()> {
    let deployed: bool = connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM deployments WHERE app_id = ?1 AND revision = ?2)",
        params![id.0, revision],
        |row| row.get(0),
    )?;
    if !deployed {
        return Err(StoreError::NotFound("revision"));
    }
    match label {
        Some(label) => connection.execute(
            "INSERT OR REPLACE INTO labels (app_id, revision, label) VALUES (?1, ?2, ?3)",
            params![id.0, revision, label],
        ),
        None => connection.execute(
            "DELETE FROM labels WHERE app_id = ?1 AND revision = ?2",
            params![id.0, revision],
        ),
    }?;
    Ok(())
}

/// A deployment as its row has it.
pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Deployment> {
    Ok(Deployment {
        id: row.get("id")?,
        app_id: row.get("app_id")?,
        revision: row.get("revision")?,
        status: from_word(row, "status")?,
        stages: from_json(row, "stages")?,
        failure: from_optional_json(row, "failure")?,
        created_at: time(row, "created_at")?,
        finished_at: optional_time(row, "finished_at")?,
        author: row.get("author")?,
    })
}
