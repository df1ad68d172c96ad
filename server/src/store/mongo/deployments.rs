//! Revisions and the attempts to make them live.

mod document;
mod uses;

use std::collections::BTreeMap;

use async_trait::async_trait;
use fp_contract::deployment::{Deployment, DeploymentStatus, Failure, Stage};
use fp_contract::revision::Revision;
use futures_util::TryStreamExt as _;
use mongodb::bson::{Bson, doc};

use super::apps::AppDocument;
use super::collections::Collections;
use super::fault::Outcome;
use super::values::{bson, now};
use super::work::Work;
use super::{MongoStore, apps, drafts};
use crate::store::{
    AppId, AppRecord, DeploymentEnd, Deployments, Desired, NewDeployment, Page, Result, RevisionUse,
    SettingsChange, StoreError,
};
pub(super) use document::{DeploymentDocument, LabelDocument, RevisionDocument};

#[async_trait]
impl Deployments for MongoStore {
    async fn revision(&self, id: &str) -> Result<Option<Revision>> {
        let filter = doc! { "_id": id };
        self.run(async move |collections: Collections| {
            let found = collections.revisions().find_one(filter).await?;
            Ok(found.map(RevisionDocument::record))
        })
        .await
    }

    async fn create_deployment(&self, deployment: &NewDeployment) -> Result<(AppRecord, Deployment)> {
        self.transact(deployment.clone(), |work, deployment| {
            Box::pin(create(work, deployment))
        })
        .await
    }

    async fn deployment(&self, id: &str) -> Result<Option<Deployment>> {
        let filter = doc! { "_id": id };
        self.run(async move |collections: Collections| {
            let found = collections.deployments().find_one(filter).await?;
            Ok(found.map(DeploymentDocument::record))
        })
        .await
    }

    async fn deployments_of(&self, id: &AppId, page: &Page) -> Result<Vec<Deployment>> {
        let mut filter = doc! { "app_id": &id.0 };
        if let Some(after) = &page.after {
            filter.insert("_id", doc! { "$lt": after });
        }
        let limit = i64::from(page.limit);
        self.run(async move |collections: Collections| {
            let found = collections
                .deployments()
                .find(filter)
                .sort(doc! { "_id": -1 })
                .limit(limit)
                .await?;
            Ok(found.map_ok(DeploymentDocument::record).try_collect().await?)
        })
        .await
    }

    async fn revisions_of(&self, id: &AppId, page: &Page) -> Result<Vec<RevisionUse>> {
        let (id, page) = (id.clone(), page.clone());
        self.run(async move |collections: Collections| uses::list(&collections, &id, &page).await)
            .await
    }

    async fn revision_use(&self, id: &AppId, revision: &str) -> Result<Option<RevisionUse>> {
        let (id, revision) = (id.clone(), revision.to_owned());
        self.run(async move |collections: Collections| uses::find(&collections, &id, revision).await)
            .await
    }

    async fn write_stages(&self, id: &str, stages: &[Stage]) -> Result<()> {
        self.transact((id.to_owned(), stages.to_vec()), |work, (id, stages)| {
            Box::pin(write_stages(work, id, stages))
        })
        .await
    }

    async fn end_deployment(&self, id: &str, end: &DeploymentEnd) -> Result<(AppRecord, Deployment)> {
        self.transact((id.to_owned(), end.clone()), |work, (id, end)| {
            Box::pin(write_end(work, id, end))
        })
        .await
    }

    async fn labels_of(&self, id: &AppId) -> Result<BTreeMap<String, String>> {
        let filter = doc! { "app_id": &id.0 };
        self.run(async move |collections: Collections| {
            let found = collections.labels().find(filter).await?;
            Ok(found
                .map_ok(|label| (label.revision, label.label))
                .try_collect()
                .await?)
        })
        .await
    }

    async fn label_revision(&self, id: &AppId, revision: &str, label: Option<&str>) -> Result<()> {
        let input = (id.clone(), revision.to_owned(), label.map(str::to_owned));
        self.transact(input, |work, (id, revision, label)| {
            Box::pin(write_label(work, id, revision, label.as_deref()))
        })
        .await
    }
}

/// Records a deployment with its revision, its draft and its settings; what was under way is superseded.
pub(super) async fn create(work: &mut Work, new: &NewDeployment) -> Outcome<(AppRecord, Deployment)> {
    let mut app = match &new.draft {
        Some(draft) => drafts::save(work, &new.app_id, draft).await?,
        None => apps::load_kept(work, &new.app_id).await?,
    };
    app.change(&SettingsChange {
        name: None,
        database_id: new.database_id.clone(),
        env: new.env.clone(),
        secrets: new.secrets.clone(),
        env_base: new.env_base,
    })?;
    supersede_running_of(work, &mut app).await?;
    let revision = RevisionDocument::of(&new.revision);
    write_revision(work, &revision).await?;
    let deployment = DeploymentDocument::new(new, &revision.id);
    let deployments = work.collections.deployments();
    deployments
        .insert_one(&deployment)
        .session(&mut work.session)
        .await?;
    app.latest = Some(deployment.clone());
    app.latest_content = Some(revision.content);
    app.desired = Desired::Running;
    apps::save(work, &app).await?;
    Ok((app.record(), deployment.record()))
}

/// Writes the revision unless it is there already. Every use writes the document, so that whoever forgets an unused one
/// at the same time begins again.
pub(super) async fn write_revision(work: &mut Work, revision: &RevisionDocument) -> Outcome<()> {
    let revisions = work.collections.revisions();
    let update = doc! { "$setOnInsert": bson(revision)?, "$inc": { "uses": 1_i64 } };
    revisions
        .update_one(doc! { "_id": &revision.id }, update)
        .upsert(true)
        .session(&mut work.session)
        .await?;
    Ok(())
}

/// Forgets those of the revisions that no deployment has any more.
pub(super) async fn forget_unused(work: &mut Work, revisions: Vec<Bson>) -> Outcome<()> {
    let deployments = work.collections.deployments();
    let used = deployments
        .distinct("revision", doc! { "revision": { "$in": &revisions } })
        .session(&mut work.session)
        .await?;
    let collection = work.collections.revisions();
    collection
        .delete_many(doc! { "_id": { "$in": revisions, "$nin": used } })
        .session(&mut work.session)
        .await?;
    Ok(())
}

/// Marks what is under way for an app as superseded; the app is to be saved.
pub(super) async fn supersede_running_of(work: &mut Work, app: &mut AppDocument) -> Outcome<()> {
    if let Some(latest) = &mut app.latest
        && latest.status == DeploymentStatus::Running
    {
        latest.finish(DeploymentStatus::Superseded, None);
    }
    supersede(work, bson(&app.app_id)?).await
}

/// Marks what is under way for these apps as superseded, in their own documents as well.
pub(super) async fn supersede_running(work: &mut Work, app_ids: impl Into<Bson>) -> Outcome<()> {
    let app_ids = app_ids.into();
    let apps = work.collections.apps();
    let finished = doc! { "$set": { "latest.status": "superseded", "latest.finished_at": now() } };
    apps.update_many(
        doc! { "app_id": app_ids.clone(), "latest.status": "running" },
        finished,
    )
    .session(&mut work.session)
    .await?;
    supersede(work, app_ids).await
}

async fn supersede(work: &mut Work, app_ids: Bson) -> Outcome<()> {
    let deployments = work.collections.deployments();
    let finished = doc! { "$set": { "status": "superseded", "finished_at": now() } };
    deployments
        .update_many(doc! { "app_id": app_ids, "status": "running" }, finished)
        .session(&mut work.session)
        .await?;
    Ok(())
}

async fn write_stages(work: &mut Work, id: &str, stages: &[Stage]) -> Outcome<()> {
    let deployments = work.collections.deployments();
    let written = deployments
        .update_one(
            doc! { "_id": id, "status": "running" },
            doc! { "$set": { "stages": bson(&stages)? } },
        )
        .session(&mut work.session)
        .await?;
    if written.matched_count > 0 {
        let apps = work.collections.apps();
        apps.update_one(
            doc! { "latest._id": id },
            doc! { "$set": { "latest.stages": bson(&stages)? } },
        )
        .session(&mut work.session)
        .await?;
    }
    Ok(())
}

/// Ends a deployment and moves the app's live revision with it; an end that no longer applies changes nothing.
async fn write_end(work: &mut Work, id: &str, end: &DeploymentEnd) -> Outcome<(AppRecord, Deployment)> {
    let mut deployment = load(work, id).await?;
    let mut app = apps::load(work, &deployment.app_id).await?;
    let was_live = app.live_deployment.as_deref() == Some(id);
    match (deployment.status, end) {
        (DeploymentStatus::Running, DeploymentEnd::Live) => {
            finish(work, &mut deployment, end, None).await?;
            app.set_live(Some(&deployment));
        }
        (
            DeploymentStatus::Running,
            DeploymentEnd::Failed { failure, .. } | DeploymentEnd::Canceled { failure },
        ) => {
            finish(work, &mut deployment, end, Some(failure)).await?;
        }
        (DeploymentStatus::Running, DeploymentEnd::Superseded) => {
            finish(work, &mut deployment, end, None).await?;
        }
        (DeploymentStatus::Live, DeploymentEnd::Failed { failure, back_to }) if was_live => {
            finish(work, &mut deployment, end, Some(failure)).await?;
            let earlier = match back_to {
                Some(id) => Some(load(work, id).await?),
                None => None,
            };
            app.set_live(earlier.as_ref());
        }
        _ => return Ok((app.record(), deployment.record())),
    }
    if app.latest.as_ref().is_some_and(|latest| latest.id == id) {
        app.latest = Some(deployment.clone());
    }
    apps::save(work, &app).await?;
    Ok((app.record(), deployment.record()))
}

async fn finish(
    work: &mut Work,
    deployment: &mut DeploymentDocument,
    end: &DeploymentEnd,
    failure: Option<&Failure>,
) -> Outcome<()> {
    deployment.finish(end.status(), failure);
    let deployments = work.collections.deployments();
    deployments
        .replace_one(doc! { "_id": &deployment.id }, &*deployment)
        .session(&mut work.session)
        .await?;
    Ok(())
}

async fn load(work: &mut Work, id: &str) -> Outcome<DeploymentDocument> {
    let deployments = work.collections.deployments();
    let found = deployments
        .find_one(doc! { "_id": id })
        .session(&mut work.session)
        .await?;
    Ok(found.ok_or(StoreError::NotFound("deployment"))?)
}

/// Names a revision that the app had deployed once, or takes its name away.
async fn write_label(work: &mut Work, id: &AppId, revision: &str, label: Option<&str>) -> Outcome<()> {
    let deployments = work.collections.deployments();
    let deployed = deployments
        .find_one(doc! { "app_id": &id.0, "revision": revision })
        .session(&mut work.session)
        .await?;
    if deployed.is_none() {
        return Err(StoreError::NotFound("revision").into());
    }
    let labels = work.collections.labels();
    let document = LabelDocument::new(id, revision, label.unwrap_or_default());
    let filter = doc! { "_id": &document.id };
    if label.is_some() {
        labels
            .replace_one(filter, document)
            .upsert(true)
            .session(&mut work.session)
            .await?;
    } else {
        labels.delete_one(filter).session(&mut work.session).await?;
    }
    Ok(())
}
