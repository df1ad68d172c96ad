//! Revisions and the attempts to make them live.

use std::collections::BTreeMap;

use async_trait::async_trait;
use fp_contract::Timestamp;
use fp_contract::app::Framework;
use fp_contract::deployment::{Deployment, DeploymentStatus, Failure, Stage};
use fp_contract::files::Files;
use fp_contract::revision::Revision;

use super::{AppId, AppRecord, DraftChange, Page, Result, SealedEnv, UserId};

/// A deployment to record, with what it makes live.
#[derive(Clone, Debug)]
pub struct NewDeployment {
    /// Identifier: 24 hex digits, later ones sort after earlier ones.
    pub id: String,
    /// The app.
    pub app_id: AppId,
    /// What is to be made live.
    pub revision: Revision,
    /// When it is recorded.
    pub created_at: Timestamp,
    /// When the checks before it began; the `record` stage counts from here.
    pub started_at: Timestamp,
    /// The save of the draft that goes with it: absent when only settings are deployed, so that an unfinished draft stays one.
    pub draft: Option<DraftChange>,
    /// All environment variables, sealed; absent to keep them.
    pub env: Option<SealedEnv>,
    /// All secrets, sealed; absent to keep them.
    pub secrets: Option<SealedEnv>,
    /// Another database; absent to keep it, the inner `None` goes back to the owner's default one.
    pub database_id: Option<Option<String>>,
    /// The `env_version` that `env` and `secrets` started from.
    pub env_base: Option<u64>,
    /// The account that asked for it.
    pub author: Option<UserId>,
}

/// What an app's deployments tell of one revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevisionUse {
    /// Its SHA-256.
    pub revision: String,
    /// When it was first deployed.
    pub first_deployed_at: Timestamp,
    /// When it was last deployed.
    pub last_deployed_at: Timestamp,
    /// The account that asked for the last deployment.
    pub author: Option<UserId>,
    /// When it last went live and stayed so; absent for one that never did.
    pub live_at: Option<Timestamp>,
}

/// How a deployment ends.
#[derive(Clone, Debug, PartialEq)]
pub enum DeploymentEnd {
    /// Its revision answers and becomes the app's live one.
    Live,
    /// Its revision does not answer.
    Failed {
        /// Why.
        failure: Failure,
        /// For a deployment that was live already: the deployment whose revision answers instead.
        back_to: Option<String>,
    },
    /// Its owner gave it up while it was under way.
    Canceled {
        /// The failure recorded, kind `canceled`.
        failure: Failure,
    },
    /// A newer deployment took its place.
    Superseded,
}

/// The statuses a deployment can have when it ends, with what each needs.
impl DeploymentEnd {
    /// The status written to the record.
    pub fn status(&self) -> DeploymentStatus {
        match self {
            Self::Live => DeploymentStatus::Live,
            Self::Failed { .. } | Self::Canceled { .. } => DeploymentStatus::Failed,
            Self::Superseded => DeploymentStatus::Superseded,
        }
    }
}

/// The revision that `files` and the rest make. Secrets count as variables: their names are part of it.
pub fn revision_of(
    files: Files,
    entrypoint: String,
    framework: Option<Framework>,
    env: &SealedEnv,
    secrets: &SealedEnv,
    database_id: Option<String>,
) -> Revision {
    let mut env_names: Vec<_> = env.keys().chain(secrets.keys()).cloned().collect();
    env_names.sort();
    env_names.dedup();
    Revision {
        files,
        entrypoint,
        framework,
        env_names,
        database_id,
    }
}

/// Revisions by SHA-256, deployments by identifier and app.
#[async_trait]
pub trait Deployments: Send + Sync + 'static {
    /// The revision with this SHA-256.
    async fn revision(&self, id: &str) -> Result<Option<Revision>>;

    /// Stores the revision, the deployment and the draft and variables that go with it, all or nothing;
    /// the app's running deployments become superseded and its desired state `Running`. `DraftConflict` and `NotFound`
    /// as for `save_draft`, `EnvConflict` as for `change_settings`.
    async fn create_deployment(&self, deployment: &NewDeployment) -> Result<(AppRecord, Deployment)>;
    /// The deployment.
    async fn deployment(&self, id: &str) -> Result<Option<Deployment>>;
    /// The app's deployments, newest first.
    async fn deployments_of(&self, id: &AppId, page: &Page) -> Result<Vec<Deployment>>;
    /// The revisions that the app had deployed, the one deployed last first; `page.after` is a revision.
    async fn revisions_of(&self, id: &AppId, page: &Page) -> Result<Vec<RevisionUse>>;
    /// One of them, if the app ever had it deployed.
    async fn revision_use(&self, id: &AppId, revision: &str) -> Result<Option<RevisionUse>>;
    /// Writes the stages of a deployment that is under way; does nothing to one that has ended.
    async fn write_stages(&self, id: &str, stages: &[Stage]) -> Result<()>;
    /// Ends a deployment and moves the app's live revision with it, all or nothing.
    ///
    /// A deployment that is `Superseded` already stays so. A `Live` one may still turn `Failed`
    /// when its instance ends soon after, as long as it is the app's live one; the app then goes back to `back_to`.
    /// Only one that is under way can be `Canceled`.
    /// Going live or back clears the app's `failure`. An end that no longer applies changes nothing.
    async fn end_deployment(&self, id: &str, end: &DeploymentEnd) -> Result<(AppRecord, Deployment)>;

    /// The owner's names for revisions of the app.
    async fn labels_of(&self, id: &AppId) -> Result<BTreeMap<String, String>>;
    /// Names a revision of the app, or takes its name away. `NotFound("revision")` when the app never had it deployed.
    async fn label_revision(&self, id: &AppId, revision: &str, label: Option<&str>) -> Result<()>;
}
