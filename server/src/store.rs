//! The store port: the platform's record of users, apps, drafts, revisions and deployments.
//!
//! Engines are leaves (`store/sqlite`, later `store/mongo`) that only `main` names. A store keeps what it is given;
//! it knows nothing of HTTP, runtimes or what may be deployed. Every method is atomic: it happens whole or not at all,
//! and what it acknowledged survives a power cut.

pub mod record;
pub mod sqlite;

use async_trait::async_trait;
use fp_contract::deployment::{Deployment, DeploymentStatus, Failure, Stage};
use fp_contract::files::Files;
use fp_contract::revision::Revision;

pub use record::{
    AppId, AppRecord, DeploymentEnd, Desired, Draft, DraftChange, NewApp, NewDeployment, SealedEnv,
    SettingsChange, UserId, UserRecord,
};

/// Why the store could not do it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no such record.
    #[error("no such {0}")]
    NotFound(&'static str),
    /// Another record already has this value.
    #[error("{0} is already taken")]
    Taken(&'static str),
    /// The draft was saved by somebody else since it was read.
    #[error("the draft is at version {current}, not {expected}")]
    DraftConflict {
        /// The version in the store.
        current: u64,
        /// The version the caller started from.
        expected: u64,
    },
    /// No space is left where the record is kept.
    #[error("the disk that holds the record is full\nhint: free some space; nothing was changed")]
    Full,
    /// The engine failed.
    #[error("the record could not be read or written: {0}")]
    Engine(String),
}

/// What every store method answers with.
pub type Result<T> = std::result::Result<T, StoreError>;

/// The platform's record.
#[async_trait]
pub trait Store: Send + Sync + 'static {
    /// The engine's name as `fp-server config` and `/health` show it.
    fn name(&self) -> &'static str;

    /// Whether the engine answers.
    async fn ping(&self) -> Result<()>;

    /// Adds an account. `Taken` when the name or the address is in use, without regard to case.
    ///
    /// With `first` set, adds it only while there is no account at all and answers `Taken("first account")` otherwise.
    async fn create_user(&self, user: &UserRecord, first: bool) -> Result<()>;
    /// The account with this name, without regard to case.
    async fn user_by_name(&self, username: &str) -> Result<Option<UserRecord>>;
    /// The account with this identifier.
    async fn user(&self, id: &UserId) -> Result<Option<UserRecord>>;
    /// How many accounts there are.
    async fn count_users(&self) -> Result<u64>;

    /// Adds an app with its draft and, when given, its first deployment. `Taken("app id")` when the identifier is in use.
    async fn create_app(&self, app: &NewApp, deployment: Option<&NewDeployment>) -> Result<AppRecord>;
    /// The app, deleted or not.
    async fn app(&self, id: &AppId) -> Result<Option<AppRecord>>;
    /// All apps of one user that are not deleted, oldest first.
    async fn apps_of(&self, user: &UserId) -> Result<Vec<AppRecord>>;
    /// All apps of everybody whose `desired` is not `Deleted`, or whose removal is not finished.
    async fn apps_to_reconcile(&self) -> Result<Vec<AppRecord>>;
    /// Changes name, database or variables, and deploys nothing. `NotFound` for a deleted app.
    async fn change_settings(&self, id: &AppId, change: &SettingsChange) -> Result<AppRecord>;
    /// Sets what should be true of the app: running, stopped or deleted. Deleting supersedes what is under way.
    async fn set_desired(&self, id: &AppId, desired: Desired) -> Result<AppRecord>;
    /// Notes that a deleted app's instances are gone, so that it need not be looked at again.
    async fn finish_removal(&self, id: &AppId) -> Result<()>;
    /// Sets `last_activity` to now.
    async fn touch_app(&self, id: &AppId) -> Result<()>;
    /// Writes or clears why the app does not answer as asked.
    async fn set_failure(&self, id: &AppId, failure: Option<&Failure>) -> Result<AppRecord>;

    /// The draft: the files being edited.
    async fn draft(&self, id: &AppId) -> Result<Draft>;
    /// Replaces the draft. `DraftConflict` when `base` is given and is not the stored version; `NotFound` for a deleted app.
    async fn save_draft(&self, id: &AppId, change: &DraftChange) -> Result<AppRecord>;

    /// The revision with this SHA-256.
    async fn revision(&self, id: &str) -> Result<Option<Revision>>;

    /// Stores the revision, the deployment and the draft and variables that go with it, all or nothing;
    /// the app's running deployments become superseded and its desired state `Running`. `DraftConflict` and `NotFound`
    /// as for `save_draft`.
    async fn create_deployment(&self, deployment: &NewDeployment) -> Result<(AppRecord, Deployment)>;
    /// The deployment.
    async fn deployment(&self, id: &str) -> Result<Option<Deployment>>;
    /// The app's deployments, newest first.
    async fn deployments_of(&self, id: &AppId, limit: u32) -> Result<Vec<Deployment>>;
    /// Writes the stages of a deployment that is under way; does nothing to one that has ended.
    async fn write_stages(&self, id: &str, stages: &[Stage]) -> Result<()>;
    /// Ends a deployment and moves the app's live revision with it, all or nothing.
    ///
    /// A deployment that is `Superseded` already stays so. A `Live` one may still turn `Failed`
    /// when its instance ends soon after, as long as it is the app's live one; the app then goes back to `back_to`.
    /// Going live or back clears the app's `failure`. An end that no longer applies changes nothing.
    async fn end_deployment(&self, id: &str, end: &DeploymentEnd) -> Result<(AppRecord, Deployment)>;

    /// A small value by name, such as the sign-up switch.
    async fn setting(&self, name: &str) -> Result<Option<String>>;
    /// Writes a small value by name.
    async fn set_setting(&self, name: &str, value: &str) -> Result<()>;
}

/// The statuses a deployment can have when it ends, with what each needs.
impl DeploymentEnd {
    /// The status written to the record.
    pub fn status(&self) -> DeploymentStatus {
        match self {
            Self::Live => DeploymentStatus::Live,
            Self::Failed { .. } => DeploymentStatus::Failed,
            Self::Superseded => DeploymentStatus::Superseded,
        }
    }
}

/// The revision that `files` and the rest make.
pub fn revision_of(
    files: Files,
    entrypoint: String,
    framework: Option<fp_contract::app::Framework>,
    env: &SealedEnv,
    database_id: Option<String>,
) -> Revision {
    Revision {
        files,
        entrypoint,
        framework,
        env_names: env.keys().cloned().collect(),
        database_id,
    }
}
