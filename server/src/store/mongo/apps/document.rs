//! An app as its document has it, beside what the existing platform keeps there.
//!
//! The newest deployment is part of it, so that a list of apps is one read; whoever changes a deployment changes both.

use fp_contract::Timestamp;
use fp_contract::app::{Framework, Mode};
use fp_contract::deployment::Failure;
use mongodb::bson::oid::ObjectId;
use mongodb::bson::{Document, doc};
use serde::{Deserialize, Serialize};

use crate::store::mongo::deployments::DeploymentDocument;
use crate::store::mongo::drafts::content_name;
use crate::store::mongo::fault::Outcome;
use crate::store::mongo::values::{account, date, optional_time, pairs, required_account, time};
use crate::store::{
    AppFilter, AppId, AppRecord, Desired, Draft, DraftChange, NewApp, Result, SealedEnv, SettingsChange,
    StoreError, UserId,
};

/// An app.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::store::mongo) struct AppDocument {
    pub(in crate::store::mongo) app_id: AppId,
    pub(in crate::store::mongo) user_id: ObjectId,
    pub(in crate::store::mongo) name: String,
    #[serde(with = "time")]
    pub(in crate::store::mongo) created_at: Timestamp,
    #[serde(with = "time")]
    pub(in crate::store::mongo) last_activity: Timestamp,
    pub(in crate::store::mongo) mode: Mode,
    pub(in crate::store::mongo) framework: Option<Framework>,
    pub(in crate::store::mongo) entrypoint: String,
    pub(in crate::store::mongo) draft_version: u64,
    #[serde(with = "time")]
    pub(in crate::store::mongo) draft_saved_at: Timestamp,
    /// Names the draft's files and entrypoint.
    pub(in crate::store::mongo) draft_content: String,
    #[serde(with = "pairs")]
    pub(in crate::store::mongo) env: SealedEnv,
    #[serde(with = "pairs")]
    pub(in crate::store::mongo) secrets: SealedEnv,
    pub(in crate::store::mongo) env_version: u64,
    pub(in crate::store::mongo) database_id: Option<String>,
    pub(in crate::store::mongo) desired: Desired,
    pub(in crate::store::mongo) live_revision: Option<String>,
    pub(in crate::store::mongo) live_deployment: Option<String>,
    #[serde(with = "optional_time")]
    pub(in crate::store::mongo) live_at: Option<Timestamp>,
    /// The newest deployment.
    pub(in crate::store::mongo) latest: Option<DeploymentDocument>,
    /// Names the files and entrypoint of the newest deployment.
    pub(in crate::store::mongo) latest_content: Option<String>,
    pub(in crate::store::mongo) failure: Option<Failure>,
    #[serde(with = "optional_time")]
    pub(in crate::store::mongo) deleted_at: Option<Timestamp>,
    pub(in crate::store::mongo) removal_finished: bool,
}

/// The fields of [`AppDocument`]: what is read, and never the code beside them.
const FIELDS: [&str; 24] = [
    "app_id",
    "user_id",
    "name",
    "created_at",
    "last_activity",
    "mode",
    "framework",
    "entrypoint",
    "draft_version",
    "draft_saved_at",
    "draft_content",
    "env",
    "secrets",
    "env_version",
    "database_id",
    "desired",
    "live_revision",
    "live_deployment",
    "live_at",
    "latest",
    "latest_content",
    "failure",
    "deleted_at",
    "removal_finished",
];

/// A projection to the fields of [`AppDocument`].
pub(in crate::store::mongo) fn fields() -> Document {
    FIELDS
        .iter()
        .map(|field| ((*field).to_owned(), 1.into()))
        .collect()
}

/// The filter for some apps; nothing when no account can have the identifier asked for.
pub(super) fn matching(filter: &AppFilter) -> Option<Document> {
    let desired = if filter.deleted {
        doc! { "$eq": "deleted" }
    } else {
        doc! { "$ne": "deleted" }
    };
    let mut wanted = doc! { "desired": desired };
    if filter.deleted {
        wanted.insert("deleted_at", doc! { "$ne": date(Timestamp::EPOCH) });
    }
    if let Some(user) = &filter.user {
        wanted.insert("user_id", account(user)?);
    }
    Some(wanted)
}

impl AppDocument {
    /// A new app.
    pub(in crate::store::mongo) fn new(new: &NewApp) -> Outcome<Self> {
        Ok(Self {
            app_id: new.id.clone(),
            user_id: required_account(&new.user_id)?,
            name: new.name.clone(),
            created_at: new.created_at,
            last_activity: new.created_at,
            mode: new.mode,
            framework: new.framework,
            entrypoint: new.entrypoint.clone(),
            draft_version: 1,
            draft_saved_at: new.created_at,
            draft_content: content_name(&new.files, &new.entrypoint),
            env: new.env.clone(),
            secrets: new.secrets.clone(),
            env_version: 0,
            database_id: new.database_id.clone(),
            desired: Desired::Running,
            live_revision: None,
            live_deployment: None,
            live_at: None,
            latest: None,
            latest_content: None,
            failure: None,
            deleted_at: None,
            removal_finished: false,
        })
    }

    /// An app of another store.
    pub(in crate::store::mongo) fn imported(
        app: &AppRecord,
        draft: &Draft,
        latest: Option<DeploymentDocument>,
        latest_content: Option<String>,
        removal_finished: bool,
    ) -> Outcome<Self> {
        let app = app.clone();
        Ok(Self {
            app_id: app.id,
            user_id: required_account(&app.user_id)?,
            name: app.name,
            created_at: app.created_at,
            last_activity: app.last_activity,
            mode: app.mode,
            framework: app.framework,
            entrypoint: draft.entrypoint.clone(),
            draft_version: draft.version,
            draft_saved_at: draft.saved_at,
            draft_content: content_name(&draft.files, &draft.entrypoint),
            env: app.env,
            secrets: app.secrets,
            env_version: app.env_version,
            database_id: app.database_id,
            desired: app.desired,
            live_revision: app.live_revision,
            live_deployment: app.live_deployment,
            live_at: app.live_at,
            latest,
            latest_content,
            failure: app.failure,
            deleted_at: app.deleted_at,
            removal_finished,
        })
    }

    /// The app; its draft is unpublished unless the newest deployment has the very same content.
    pub(in crate::store::mongo) fn record(self) -> AppRecord {
        let owner = self.owner();
        AppRecord {
            id: self.app_id,
            user_id: owner,
            name: self.name,
            created_at: self.created_at,
            last_activity: self.last_activity,
            mode: self.mode,
            framework: self.framework,
            entrypoint: self.entrypoint,
            draft_version: self.draft_version,
            draft_saved_at: self.draft_saved_at,
            draft_is_unpublished: self.latest_content.as_ref() != Some(&self.draft_content),
            env: self.env,
            secrets: self.secrets,
            env_version: self.env_version,
            database_id: self.database_id,
            desired: self.desired,
            live_revision: self.live_revision,
            live_deployment: self.live_deployment,
            live_at: self.live_at,
            latest_deployment: self.latest.map(DeploymentDocument::record),
            failure: self.failure,
            deleted_at: self.deleted_at,
        }
    }

    /// Its owner.
    pub(super) fn owner(&self) -> UserId {
        UserId(self.user_id.to_hex())
    }

    /// Whether it is being purged.
    pub(super) fn is_purged(&self) -> bool {
        self.desired == Desired::Deleted && self.deleted_at == Some(Timestamp::EPOCH)
    }

    /// `NotFound` for an app in the trash.
    pub(in crate::store::mongo) fn require_kept(&self) -> Result<()> {
        if self.desired == Desired::Deleted {
            return Err(StoreError::NotFound("app"));
        }
        Ok(())
    }

    /// Changes what is given. `EnvConflict` when it started from other variables.
    pub(in crate::store::mongo) fn change(&mut self, change: &SettingsChange) -> Result<()> {
        if change.env_base.is_some_and(|base| base != self.env_version) {
            return Err(StoreError::EnvConflict);
        }
        if change.env.is_some() || change.secrets.is_some() {
            self.env_version += 1;
        }
        if let Some(name) = &change.name {
            self.name.clone_from(name);
        }
        if let Some(database_id) = &change.database_id {
            self.database_id.clone_from(database_id);
        }
        if let Some(env) = &change.env {
            self.env.clone_from(env);
        }
        if let Some(secrets) = &change.secrets {
            self.secrets.clone_from(secrets);
        }
        self.last_activity = Timestamp::now();
        Ok(())
    }

    /// Notes a save of the draft.
    pub(in crate::store::mongo) fn save_draft(&mut self, change: &DraftChange) {
        let now = Timestamp::now();
        self.mode = change.mode;
        self.framework = change.framework;
        self.entrypoint.clone_from(&change.entrypoint);
        self.draft_content = content_name(&change.files, &change.entrypoint);
        self.draft_version += 1;
        self.draft_saved_at = now;
        self.last_activity = now;
    }

    /// Makes this deployment's revision the live one, or none; whatever was wrong before is over.
    pub(in crate::store::mongo) fn set_live(&mut self, deployment: Option<&DeploymentDocument>) {
        self.live_revision = deployment.map(|deployment| deployment.revision.clone());
        self.live_deployment = deployment.map(|deployment| deployment.id.clone());
        self.live_at = deployment.map(|_| Timestamp::now());
        self.failure = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::identifier;
    use mongodb::bson::serialize_to_document;

    #[test]
    fn every_field_is_read() {
        let app = AppDocument::new(&NewApp {
            id: identifier::app_id(),
            user_id: identifier::user_id(),
            name: String::new(),
            mode: Mode::Single,
            framework: None,
            entrypoint: String::new(),
            files: fp_contract::files::Files::new(),
            env: SealedEnv::new(),
            secrets: SealedEnv::new(),
            database_id: None,
            created_at: Timestamp::now(),
            limit: None,
        });
        let document = serialize_to_document(&app.unwrap()).unwrap();
        assert_eq!(document.keys().collect::<Vec<_>>(), FIELDS);
    }
}
