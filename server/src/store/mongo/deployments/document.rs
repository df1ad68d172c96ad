//! Revisions, deployments and names of revisions as their documents have them.

use fp_contract::Timestamp;
use fp_contract::app::Framework;
use fp_contract::deployment::{Deployment, DeploymentStatus, Failure, Stage, StageName};
use fp_contract::files::Files;
use fp_contract::revision::Revision;
use serde::{Deserialize, Serialize};

use crate::store::mongo::drafts::content_name;
use crate::store::mongo::values::{optional_time, pairs, time};
use crate::store::{AppId, NewDeployment, UserId};

/// A revision. The same code is stored once.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::store::mongo) struct RevisionDocument {
    #[serde(rename = "_id")]
    pub(in crate::store::mongo) id: String,
    /// Names files and entrypoint alone.
    pub(in crate::store::mongo) content: String,
    #[serde(with = "pairs")]
    files: Files,
    entrypoint: String,
    framework: Option<Framework>,
    env_names: Vec<String>,
    database_id: Option<String>,
}

impl RevisionDocument {
    /// The document of a revision.
    pub(in crate::store::mongo) fn of(revision: &Revision) -> Self {
        Self {
            id: revision.id(),
            content: content_name(&revision.files, &revision.entrypoint),
            files: revision.files.clone(),
            entrypoint: revision.entrypoint.clone(),
            framework: revision.framework,
            env_names: revision.env_names.clone(),
            database_id: revision.database_id.clone(),
        }
    }

    /// The revision.
    pub(in crate::store::mongo) fn record(self) -> Revision {
        Revision {
            files: self.files,
            entrypoint: self.entrypoint,
            framework: self.framework,
            env_names: self.env_names,
            database_id: self.database_id,
        }
    }
}

/// A deployment.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::store::mongo) struct DeploymentDocument {
    #[serde(rename = "_id")]
    pub(in crate::store::mongo) id: String,
    pub(in crate::store::mongo) app_id: AppId,
    pub(in crate::store::mongo) revision: String,
    pub(in crate::store::mongo) status: DeploymentStatus,
    stages: Vec<Stage>,
    failure: Option<Failure>,
    #[serde(with = "time")]
    created_at: Timestamp,
    #[serde(with = "optional_time")]
    finished_at: Option<Timestamp>,
    author: Option<UserId>,
}

impl DeploymentDocument {
    /// A deployment that begins.
    pub(super) fn new(new: &NewDeployment, revision: &str) -> Self {
        let recorded = Stage {
            name: StageName::Record,
            started_at: new.started_at,
            duration_ms: Some(Timestamp::now().milliseconds_since(new.started_at)),
        };
        Self {
            id: new.id.clone(),
            app_id: new.app_id.clone(),
            revision: revision.to_owned(),
            status: DeploymentStatus::Running,
            stages: vec![recorded],
            failure: None,
            created_at: new.created_at,
            finished_at: None,
            author: new.author.clone(),
        }
    }

    /// The document of a deployment.
    pub(in crate::store::mongo) fn of(deployment: &Deployment) -> Self {
        let deployment = deployment.clone();
        Self {
            id: deployment.id,
            app_id: AppId(deployment.app_id),
            revision: deployment.revision,
            status: deployment.status,
            stages: deployment.stages,
            failure: deployment.failure,
            created_at: deployment.created_at,
            finished_at: deployment.finished_at,
            author: deployment.author.map(UserId),
        }
    }

    /// The deployment.
    pub(in crate::store::mongo) fn record(self) -> Deployment {
        Deployment {
            id: self.id,
            app_id: self.app_id.0,
            revision: self.revision,
            status: self.status,
            stages: self.stages,
            failure: self.failure,
            created_at: self.created_at,
            finished_at: self.finished_at,
            author: self.author.map(|author| author.0),
        }
    }

    /// Ends it now.
    pub(super) fn finish(&mut self, status: DeploymentStatus, failure: Option<&Failure>) {
        self.status = status;
        self.failure = failure.cloned();
        self.finished_at = Some(Timestamp::now());
    }
}

/// The owner's name for a revision of an app.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::store::mongo) struct LabelDocument {
    #[serde(rename = "_id")]
    pub(in crate::store::mongo) id: String,
    pub(in crate::store::mongo) app_id: AppId,
    pub(in crate::store::mongo) revision: String,
    pub(in crate::store::mongo) label: String,
}

impl LabelDocument {
    /// The name of a revision of an app; there is one for both.
    pub(in crate::store::mongo) fn new(app_id: &AppId, revision: &str, label: &str) -> Self {
        Self {
            id: format!("{app_id}/{revision}"),
            app_id: app_id.clone(),
            revision: revision.to_owned(),
            label: label.to_owned(),
        }
    }
}
