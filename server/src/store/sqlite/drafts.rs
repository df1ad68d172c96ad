//! Drafts: the files being edited.

use async_trait::async_trait;
use fp_contract::Timestamp;
use fp_contract::files::Files;
use fp_contract::revision::Revision;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::SqliteStore;
use super::apps::{get, require_app};
use super::columns::{count, from_json, json, time, word};
use crate::store::{AppId, AppRecord, Draft, DraftChange, Drafts, Result, StoreError};

#[async_trait]
impl Drafts for SqliteStore {
    async fn draft(&self, id: &AppId) -> Result<Draft> {
        let id = id.clone();
        self.read(move |connection| find(connection, &id)).await
    }

    async fn save_draft(&self, id: &AppId, change: &DraftChange) -> Result<AppRecord> {
        let (id, change) = (id.clone(), change.clone());
        self.write(move |transaction| {
            save(transaction, &id, &change)?;
            get(transaction, &id)
        })
        .await
    }
}

/// A name for files and entrypoint alone: two drafts share it only when they are the same.
pub(super) fn content_name(files: &Files, entrypoint: &str) -> String {
    Revision {
        files: files.clone(),
        entrypoint: entrypoint.to_owned(),
        framework: None,
        env_names: Vec::new(),
        database_id: None,
    }
    .id()
}

/// The draft of an app.
pub(super) fn find(connection: &Connection, id: &AppId) -> Result<Draft> {
    connection
        .prepare_cached(
            "SELECT drafts.files, apps.entrypoint, apps.draft_version, apps.draft_saved_at
             FROM drafts JOIN apps ON apps.id = drafts.app_id WHERE apps.id = ?1",
        )?
        .query_row([&id.0], read)
        .optional()?
        .ok_or(StoreError::NotFound("app"))
}

/// Replaces the draft, unless it changed since `base`.
pub(super) fn save(connection: &Connection, id: &AppId, change: &DraftChange) -> Result<()> {
    let current = get(connection, id)?.draft_version;
    if let Some(expected) = change.base
        && expected != current
    {
        return Err(StoreError::DraftConflict { current, expected });
    }
    let changed = connection.execute(
        "UPDATE apps SET mode = ?2, framework = ?3, entrypoint = ?4, draft_content = ?5,
                         draft_version = draft_version + 1, draft_saved_at = ?6, last_activity = ?6
         WHERE id = ?1 AND desired <> 'deleted'",
        params![
            id.0,
            word(&change.mode)?,
            change.framework.as_ref().map(word).transpose()?,
            change.entrypoint,
            content_name(&change.files, &change.entrypoint),
            Timestamp::now().as_microseconds(),
        ],
    )?;
    require_app(changed)?;
    connection.execute(
        "UPDATE drafts SET files = ?2 WHERE app_id = ?1",
        params![id.0, json(&change.files)?],
    )?;
    Ok(())
}

fn read(row: &Row<'_>) -> rusqlite::Result<Draft> {
    Ok(Draft {
        files: from_json(row, "files")?,
        entrypoint: row.get("entrypoint")?,
        version: count(row, "draft_version")?,
        saved_at: time(row, "draft_saved_at")?,
    })
}
