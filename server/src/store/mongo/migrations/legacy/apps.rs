//! Apps: draft, revisions and deployments are made of the code inside their documents; variables in clear are sealed.

use std::collections::BTreeMap;

use fp_contract::Timestamp;
use fp_contract::deployment::{Deployment, DeploymentStatus, Failure};
use futures_util::TryStreamExt as _;
use mongodb::bson::oid::ObjectId;
use mongodb::bson::{Document, doc};
use sha2::{Digest, Sha256};

use super::history::{self, History};
use super::names::Names;
use super::{created_at, text, texts, time};
use crate::store::mongo::SealEnv;
use crate::store::mongo::apps::AppDocument;
use crate::store::mongo::collections::Collections;
use crate::store::mongo::deployments::{DeploymentDocument, RevisionDocument, write_revision};
use crate::store::mongo::drafts;
use crate::store::mongo::fault::Outcome;
use crate::store::mongo::values::{bson, object_id};
use crate::store::mongo::work::{Work, in_transaction};
use crate::store::{AppId, Desired, NewApp, SealedEnv, UserId, revision_of};

/// An app with everything that is made of its document.
struct Adopted {
    key: ObjectId,
    app: AppDocument,
    history: History,
    revisions: Vec<RevisionDocument>,
    deployments: Vec<DeploymentDocument>,
}

/// Gives every app the fields that are ours, the oldest first; one at a time, all or nothing.
pub(in super::super) async fn adopt(collections: &Collections, seal_env: &SealEnv) -> Outcome<Vec<String>> {
    let apps = collections.raw("apps");
    let mut ids = Names::default();
    let adopted = apps
        .distinct("app_id", doc! { "desired": { "$exists": true } })
        .await?;
    adopted.iter().filter_map(|id| id.as_str()).for_each(|id| {
        ids.note(id);
    });
    let mut notes = Vec::new();
    let foreign = doc! { "desired": { "$exists": false } };
    let keys = apps
        .find(foreign)
        .projection(doc! { "_id": 1 })
        .sort(doc! { "created_at": 1, "_id": 1 });
    let keys: Vec<Document> = keys.await?.try_collect().await?;
    for key in keys {
        let Some(app) = apps.find_one(key).await? else {
            continue;
        };
        match read(&app, &mut ids, seal_env, &mut notes)? {
            Some(adopted) => {
                in_transaction(collections.clone(), adopted, |work, adopted| {
                    Box::pin(write(work, adopted))
                })
                .await?;
            }
            None => notes.push(format!(
                "an app without an owner is left out: {:?}",
                text(&app, "name")
            )),
        }
    }
    Ok(notes)
}

fn read(
    document: &Document,
    ids: &mut Names,
    seal_env: &SealEnv,
    notes: &mut Vec<String>,
) -> Outcome<Option<Adopted>> {
    let (Ok(key), Some(owner)) = (document.get_object_id("_id"), owner(document)) else {
        return Ok(None);
    };
    let id = identifier(document, key, ids, notes);
    let clear = texts(document, "env_vars").unwrap_or_default();
    let env = seal_env(&id, &clear);
    let history = history::of(document);
    let mut app = new_app(document, id, owner, env, &history)?;
    let (revisions, deployments) = deployments(document, key, &app, &history);
    if let (Some(latest), Some(revision)) = (deployments.last(), revisions.last()) {
        app.latest = Some(latest.clone());
        app.latest_content = Some(revision.content.clone());
        if latest.status == DeploymentStatus::Live {
            app.set_live(Some(latest));
            app.live_at = history.deployed.last().map(|(_, at)| *at);
        } else {
            app.failure = Some(failure(document));
        }
    }
    Ok(Some(Adopted {
        key,
        app,
        history,
        revisions,
        deployments,
    }))
}

fn new_app(
    document: &Document,
    id: AppId,
    owner: UserId,
    env: SealedEnv,
    history: &History,
) -> Outcome<AppDocument> {
    let created_at = created_at(document);
    let mut app = AppDocument::new(&NewApp {
        id,
        user_id: owner,
        name: text(document, "name").unwrap_or_default(),
        mode: history.mode,
        framework: history.framework,
        entrypoint: history.entrypoint.clone(),
        files: history.draft.clone(),
        env,
        secrets: SealedEnv::new(),
        database_id: text(document, "database_id"),
        created_at,
        limit: None,
    })?;
    app.last_activity = time(document, "last_activity").unwrap_or(created_at);
    app.draft_saved_at = app.last_activity;
    if has_status(document, "deleted") {
        app.desired = Desired::Deleted;
        app.deleted_at = Some(time(document, "deleted_at").unwrap_or(app.last_activity));
    }
    Ok(app)
}

/// Its identifier; of two apps with one, the younger gets another, made of its key.
fn identifier(document: &Document, key: ObjectId, ids: &mut Names, notes: &mut Vec<String>) -> AppId {
    let said = text(document, "app_id").filter(|id| !id.is_empty());
    let before = said.unwrap_or_else(|| tail(key));
    let mut candidate = before.clone();
    let mut attempt = 0;
    while !ids.note(&candidate) {
        candidate = digits(key, attempt).split_off(8);
        attempt += 1;
    }
    if candidate != before {
        notes.push(format!(
            "the app id {before} was used twice; the younger app answers as {candidate} now"
        ));
    }
    AppId(candidate)
}

fn tail(key: ObjectId) -> String {
    key.to_hex().split_off(16)
}

/// 16 hex digits that follow from a key and a number: the same again when the migration is begun again.
fn digits(key: ObjectId, number: usize) -> String {
    let hash = Sha256::digest(format!("{key}/{number}"));
    let number = hash
        .iter()
        .take(8)
        .fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    format!("{number:016x}")
}

fn owner(document: &Document) -> Option<UserId> {
    match document.get_object_id("user_id") {
        Ok(id) => Some(UserId(id.to_hex())),
        Err(_) => text(document, "user_id")
            .filter(|id| object_id(id).is_some())
            .map(UserId),
    }
}

/// The revisions and deployments of an app, oldest first. Those before the last one were live once.
fn deployments(
    document: &Document,
    key: ObjectId,
    app: &AppDocument,
    history: &History,
) -> (Vec<RevisionDocument>, Vec<DeploymentDocument>) {
    let last = history.deployed.len().saturating_sub(1);
    let failed = has_status(document, "error");
    let made = history.deployed.iter().enumerate().map(|(number, (files, at))| {
        // What variables and database a version before had is not in the record.
        let env = if number == last {
            app.env.clone()
        } else {
            BTreeMap::new()
        };
        let database_id = app.database_id.clone().filter(|_| number == last);
        let revision = RevisionDocument::of(&revision_of(
            files.clone(),
            history.entrypoint.clone(),
            history.framework,
            &env,
            &SealedEnv::new(),
            database_id,
        ));
        let has_failed = failed && number == last;
        let deployment = Deployment {
            id: deployment_id(key, number, *at),
            app_id: app.app_id.0.clone(),
            revision: revision.id.clone(),
            status: if has_failed {
                DeploymentStatus::Failed
            } else {
                DeploymentStatus::Live
            },
            stages: Vec::new(),
            failure: has_failed.then(|| failure(document)),
            created_at: *at,
            finished_at: Some(*at),
            author: None,
        };
        (revision, DeploymentDocument::of(&deployment))
    });
    made.unzip()
}

/// 24 hex digits that sort by time, as all identifiers of deployments do.
fn deployment_id(key: ObjectId, number: usize, at: Timestamp) -> String {
    let order = at.as_microseconds().max(0) + i64::try_from(number).unwrap_or(0);
    format!("{order:014x}{}", digits(key, number).split_off(6))
}

fn has_status(document: &Document, status: &str) -> bool {
    document.get_str("status").is_ok_and(|said| said == status)
}

fn failure(document: &Document) -> Failure {
    let said = text(document, "error_message").or_else(|| text(document, "last_error"));
    let message = said.unwrap_or_else(|| "the last deployment on the earlier platform failed".to_owned());
    Failure::new("internal", message)
}

/// The variables in clear go with the same step that seals them.
async fn write(work: &mut Work, adopted: &Adopted) -> Outcome<()> {
    let apps = work.collections.raw("apps");
    let foreign = doc! { "_id": adopted.key, "desired": { "$exists": false } };
    let change = doc! { "$set": bson(&adopted.app)?, "$unset": { "env_vars": "" } };
    let written = apps
        .update_one(foreign, change)
        .session(&mut work.session)
        .await?;
    if written.matched_count == 0 {
        return Ok(());
    }
    drafts::write(work, &adopted.app.app_id, &adopted.history.draft).await?;
    for revision in &adopted.revisions {
        write_revision(work, revision).await?;
    }
    if !adopted.deployments.is_empty() {
        let deployments = work.collections.deployments();
        deployments
            .insert_many(&adopted.deployments)
            .session(&mut work.session)
            .await?;
    }
    Ok(())
}
