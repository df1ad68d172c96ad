//! Apps without their files.

mod document;

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use fp_contract::Timestamp;
use fp_contract::deployment::Failure;
use futures_util::TryStreamExt as _;
use mongodb::bson::{Bson, Document, doc};
use mongodb::options::ReturnDocument;

use super::collections::Collections;
use super::fault::{Fault, Outcome};
use super::values::{account, bson, date, now, older_than, pairs};
use super::work::Work;
use super::{MongoStore, deployments, drafts, users};
use crate::store::{
    AppCounts, AppFilter, AppId, AppRecord, Apps, Desired, NewApp, NewDeployment, Page, Result, SealedEnv,
    SettingsChange, StoreError, UserId,
};
pub(super) use document::{AppDocument, fields};

#[async_trait]
impl Apps for MongoStore {
    async fn create_app(&self, app: &NewApp, deployment: Option<&NewDeployment>) -> Result<AppRecord> {
        let input = (app.clone(), deployment.cloned());
        self.transact(input, |work, (app, deployment)| {
            Box::pin(create(work, app, deployment.as_ref()))
        })
        .await
    }

    async fn app(&self, id: &AppId) -> Result<Option<AppRecord>> {
        let filter = doc! { "app_id": &id.0 };
        self.run(async move |collections: Collections| {
            let found = collections.apps().find_one(filter).projection(fields()).await?;
            Ok(found.map(AppDocument::record))
        })
        .await
    }

    async fn apps_of(&self, user: &UserId) -> Result<Arc<[AppRecord]>> {
        let Some(owner) = account(user) else {
            return Ok(Arc::default());
        };
        let filter = doc! { "user_id": owner, "desired": { "$ne": "deleted" } };
        let order = doc! { "created_at": 1, "app_id": 1 };
        Ok(self.list_apps(filter, order, 0).await?.into())
    }

    async fn apps_to_reconcile(&self) -> Result<Vec<AppRecord>> {
        self.list_apps(doc! { "removal_finished": false }, doc! { "app_id": 1 }, 0)
            .await
    }

    async fn change_settings(&self, id: &AppId, change: &SettingsChange) -> Result<AppRecord> {
        self.transact((id.clone(), change.clone()), |work, (id, change)| {
            Box::pin(async move {
                let mut app = load_kept(work, id).await?;
                app.change(change)?;
                save(work, &app).await?;
                Ok(app.record())
            })
        })
        .await
    }

    async fn set_desired(&self, id: &AppId, desired: Desired) -> Result<AppRecord> {
        self.transact((id.clone(), desired), |work, (id, desired)| {
            Box::pin(set_desired(work, id, *desired))
        })
        .await
    }

    async fn change_desired(&self, id: &AppId, from: Desired, to: Desired) -> Result<Option<AppRecord>> {
        self.transact((id.clone(), from, to), |work, (id, from, to)| {
            Box::pin(async move {
                if load(work, id).await?.desired != *from {
                    return Ok(None);
                }
                set_desired(work, id, *to).await.map(Some)
            })
        })
        .await
    }

    async fn restart_app(&self, id: &AppId) -> Result<AppRecord> {
        let filter = doc! { "app_id": &id.0, "desired": { "$ne": "deleted" } };
        let update = doc! { "$inc": { "env_version": 1_i64 }, "$set": { "desired": "running" } };
        self.update_app(filter, update).await
    }

    async fn begin_purge(&self, id: &AppId) -> Result<AppRecord> {
        let filter = doc! { "app_id": &id.0, "desired": "deleted" };
        self.update_app(filter, doc! { "$set": { "deleted_at": date(Timestamp::EPOCH) } })
            .await
    }

    async fn finish_removal(&self, id: &AppId) -> Result<()> {
        let filter = doc! { "app_id": &id.0, "desired": "deleted" };
        self.run(async move |collections: Collections| {
            let update = doc! { "$set": { "removal_finished": true } };
            collections.apps().update_one(filter, update).await?;
            Ok(())
        })
        .await
    }

    async fn touch_app(&self, id: &AppId) -> Result<()> {
        self.update_app(
            doc! { "app_id": &id.0 },
            doc! { "$set": { "last_activity": now() } },
        )
        .await
        .map(drop)
    }

    async fn set_failure(&self, id: &AppId, failure: Option<&Failure>) -> Result<AppRecord> {
        let update = doc! { "$set": { "failure": bson(&failure)? } };
        self.update_app(doc! { "app_id": &id.0 }, update).await
    }

    async fn apps(&self, filter: &AppFilter, page: &Page) -> Result<Vec<AppRecord>> {
        let Some(mut wanted) = document::matching(filter) else {
            return Ok(Vec::new());
        };
        if let Some(after) = &page.after {
            let last = self.app(&AppId(after.clone())).await?;
            let is_in_list = |app: &AppRecord| filter.user.as_ref().is_none_or(|user| *user == app.user_id);
            let last = last
                .filter(is_in_list)
                .ok_or(StoreError::NotFound("place in the list"))?;
            wanted.insert("$or", older_than(last.created_at, "app_id", last.id.0));
        }
        self.list_apps(wanted, doc! { "created_at": -1, "app_id": -1 }, page.limit.into())
            .await
    }

    async fn count_apps(&self) -> Result<BTreeMap<UserId, AppCounts>> {
        self.run(async |collections: Collections| count(&collections).await)
            .await
    }

    async fn restore_app(&self, id: &AppId, limit: Option<u32>) -> Result<AppRecord> {
        self.transact((id.clone(), limit), |work, (id, limit)| {
            Box::pin(restore(work, id, *limit))
        })
        .await
    }

    async fn purge_app(&self, id: &AppId) -> Result<()> {
        self.transact(id.clone(), |work, id| Box::pin(purge(work, id)))
            .await
    }

    async fn apps_to_purge(&self, before: Timestamp) -> Result<Vec<AppId>> {
        let filter =
            doc! { "desired": "deleted", "removal_finished": true, "deleted_at": { "$lt": date(before) } };
        let apps = self
            .list_apps(filter, doc! { "deleted_at": 1, "app_id": 1 }, 0)
            .await?;
        Ok(apps.into_iter().map(|app| app.id).collect())
    }

    async fn reseal_app(
        &self,
        id: &AppId,
        env: &SealedEnv,
        secrets: &SealedEnv,
        env_version: u64,
    ) -> Result<bool> {
        let filter = doc! { "app_id": &id.0, "env_version": bson(&env_version)? };
        let update = doc! { "$set": { "env": pairs::bson(env)?, "secrets": pairs::bson(secrets)? } };
        self.run(async move |collections: Collections| {
            let resealed = collections.apps().update_one(filter, update).await?;
            Ok(resealed.matched_count > 0)
        })
        .await
    }
}

impl MongoStore {
    /// Apps without the code that the existing platform keeps beside them; `limit` 0 is none.
    async fn list_apps(&self, filter: Document, order: Document, limit: i64) -> Result<Vec<AppRecord>> {
        self.run(async move |collections: Collections| {
            let found = collections
                .apps()
                .find(filter)
                .projection(fields())
                .sort(order)
                .limit(limit)
                .await?;
            Ok(found.map_ok(AppDocument::record).try_collect().await?)
        })
        .await
    }

    async fn update_app(&self, filter: Document, update: Document) -> Result<AppRecord> {
        self.run(async move |collections: Collections| {
            let changed = collections
                .apps()
                .find_one_and_update(filter, update)
                .projection(fields())
                .return_document(ReturnDocument::After)
                .await?;
            Ok(changed.ok_or(StoreError::NotFound("app"))?.record())
        })
        .await
    }
}

/// The app, deleted or not.
pub(super) async fn load(work: &mut Work, id: &AppId) -> Outcome<AppDocument> {
    let apps = work.collections.apps();
    let found = apps
        .find_one(doc! { "app_id": &id.0 })
        .projection(fields())
        .session(&mut work.session)
        .await?;
    Ok(found.ok_or(StoreError::NotFound("app"))?)
}

/// The app unless it is in the trash.
pub(super) async fn load_kept(work: &mut Work, id: &AppId) -> Outcome<AppDocument> {
    let app = load(work, id).await?;
    app.require_kept()?;
    Ok(app)
}

/// Writes the fields that are ours and leaves the others.
pub(super) async fn save(work: &mut Work, app: &AppDocument) -> Outcome<()> {
    let apps = work.collections.apps();
    apps.update_one(doc! { "app_id": &app.app_id.0 }, doc! { "$set": bson(app)? })
        .session(&mut work.session)
        .await?;
    Ok(())
}

async fn create(work: &mut Work, new: &NewApp, deployment: Option<&NewDeployment>) -> Outcome<AppRecord> {
    require_room(work, &new.user_id, new.limit).await?;
    let app = AppDocument::new(new)?;
    let apps = work.collections.apps();
    apps.insert_one(&app).session(&mut work.session).await?;
    drafts::write(work, &new.id, &new.files).await?;
    match deployment {
        Some(deployment) => Ok(deployments::create(work, deployment).await?.0),
        None => Ok(app.record()),
    }
}

/// Of two that count at the same time one begins again, because both write the account.
async fn require_room(work: &mut Work, user: &UserId, limit: Option<u32>) -> Outcome<()> {
    let Some(limit) = limit else {
        return users::require(work, user).await;
    };
    let owner = users::lock(work, user).await?;
    let kept = work
        .collections
        .apps()
        .count_documents(doc! { "user_id": owner, "desired": { "$ne": "deleted" } })
        .session(&mut work.session)
        .await?;
    if kept < limit.into() {
        Ok(())
    } else {
        Err(StoreError::LimitReached { limit }.into())
    }
}

/// Stopping and deleting supersede what is under way; an app in the trash stays there.
async fn set_desired(work: &mut Work, id: &AppId, desired: Desired) -> Outcome<AppRecord> {
    let mut app = load(work, id).await?;
    match (app.desired, desired) {
        (Desired::Deleted, Desired::Deleted) => return Ok(app.record()),
        (Desired::Deleted, _) => return Err(StoreError::NotFound("app").into()),
        _ => {}
    }
    app.desired = desired;
    app.deleted_at = (desired == Desired::Deleted).then(Timestamp::now);
    if matches!(desired, Desired::Deleted | Desired::Stopped) {
        deployments::supersede_running_of(work, &mut app).await?;
    }
    save(work, &app).await?;
    Ok(app.record())
}

/// Takes an app out of the trash; nothing runs until its owner starts it.
async fn restore(work: &mut Work, id: &AppId, limit: Option<u32>) -> Outcome<AppRecord> {
    let mut app = load(work, id).await?;
    if app.desired != Desired::Deleted || app.is_purged() {
        return Err(StoreError::NotFound("app").into());
    }
    require_room(work, &app.owner(), limit)
        .await
        .map_err(Fault::into_missing_app)?;
    app.desired = Desired::Stopped;
    app.deleted_at = None;
    app.removal_finished = false;
    save(work, &app).await?;
    Ok(app.record())
}

/// Forgets a deleted app and all that only it had.
async fn purge(work: &mut Work, id: &AppId) -> Outcome<()> {
    let app = load(work, id).await?;
    if app.desired != Desired::Deleted || !app.removal_finished {
        return Err(StoreError::NotFound("app").into());
    }
    let of_app = doc! { "app_id": &id.0 };
    let deployments = work.collections.deployments();
    let revisions = deployments
        .distinct("revision", of_app.clone())
        .session(&mut work.session)
        .await?;
    for name in ["labels", "deployments", "apps"] {
        let collection = work.collections.raw(name);
        collection
            .delete_many(of_app.clone())
            .session(&mut work.session)
            .await?;
    }
    let drafts = work.collections.drafts();
    drafts
        .delete_one(doc! { "_id": &id.0 })
        .session(&mut work.session)
        .await?;
    deployments::forget_unused(work, revisions).await?;
    users::forget_removed(work, app.user_id).await
}

async fn count(collections: &Collections) -> Outcome<BTreeMap<UserId, AppCounts>> {
    let one_if = |condition: Bson| doc! { "$sum": { "$cond": [condition, 1_i64, 0_i64] } };
    let live = doc! { "$and": [{ "$eq": ["$desired", "running"] }, { "$gt": ["$live_revision", null] }] };
    let pipeline = [doc! { "$group": {
        "_id": "$user_id",
        "all": { "$sum": 1_i64 },
        "kept": one_if(doc! { "$ne": ["$desired", "deleted"] }.into()),
        "live": one_if(live.into()),
    } }];
    let groups: Vec<Document> = collections
        .apps()
        .aggregate(pipeline)
        .await?
        .try_collect()
        .await?;
    let number = |group: &Document, name| group.get_i64(name).unwrap_or_default().unsigned_abs();
    Ok(groups
        .iter()
        .filter_map(|group| {
            let counts = AppCounts {
                all: number(group, "all"),
                kept: number(group, "kept"),
                live: number(group, "live"),
            };
            Some((UserId(group.get_object_id("_id").ok()?.to_hex()), counts))
        })
        .collect())
}
