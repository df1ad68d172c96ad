//! Drafts: the files being edited, apart from apps, so that lists of apps never read code.

use async_trait::async_trait;
use fp_contract::files::Files;
use fp_contract::revision::Revision;
use mongodb::bson::doc;
use serde::{Deserialize, Serialize};

use super::fault::Outcome;
use super::values::pairs;
use super::work::Work;
use super::{MongoStore, apps};
use crate::store::{AppId, AppRecord, Draft, DraftChange, Drafts, Result, StoreError};

/// The files of an app as their document has them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct DraftDocument {
    #[serde(rename = "_id")]
    app_id: AppId,
    #[serde(with = "pairs")]
    files: Files,
}

#[async_trait]
impl Drafts for MongoStore {
    /// In a transaction, so that files and version are of one save.
    async fn draft(&self, id: &AppId) -> Result<Draft> {
        self.transact(id.clone(), |work, id| Box::pin(read(work, id)))
            .await
    }

    async fn save_draft(&self, id: &AppId, change: &DraftChange) -> Result<AppRecord> {
        self.transact((id.clone(), change.clone()), |work, (id, change)| {
            Box::pin(async move {
                let app = save(work, id, change).await?;
                apps::save(work, &app).await?;
                Ok(app.record())
            })
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
pub(super) async fn read(work: &mut Work, id: &AppId) -> Outcome<Draft> {
    let app = apps::load(work, id).await?;
    let drafts = work.collections.drafts();
    let found = drafts
        .find_one(doc! { "_id": &id.0 })
        .session(&mut work.session)
        .await?;
    Ok(Draft {
        files: found.ok_or(StoreError::NotFound("app"))?.files,
        entrypoint: app.entrypoint,
        version: app.draft_version,
        saved_at: app.draft_saved_at,
    })
}

/// Replaces the files, unless they changed since `base`; the app that is answered with is to be saved.
pub(super) async fn save(work: &mut Work, id: &AppId, change: &DraftChange) -> Outcome<apps::AppDocument> {
    let mut app = apps::load(work, id).await?;
    if let Some(expected) = change.base
        && expected != app.draft_version
    {
        let current = app.draft_version;
        return Err(StoreError::DraftConflict { current, expected }.into());
    }
    app.require_kept()?;
    app.save_draft(change);
    write(work, id, &change.files).await?;
    Ok(app)
}

/// Writes the files of an app.
pub(super) async fn write(work: &mut Work, id: &AppId, files: &Files) -> Outcome<()> {
    let draft = DraftDocument {
        app_id: id.clone(),
        files: files.clone(),
    };
    let drafts = work.collections.drafts();
    drafts
        .replace_one(doc! { "_id": &id.0 }, draft)
        .upsert(true)
        .session(&mut work.session)
        .await?;
    Ok(())
}
