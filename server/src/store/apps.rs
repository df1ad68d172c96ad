//! Apps without their files.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use fp_contract::Timestamp;
use fp_contract::app::{Framework, Mode};
use fp_contract::deployment::{Deployment, Failure};
use fp_contract::files::Files;
use serde::{Deserialize, Serialize};

use super::{AppId, NewDeployment, Page, Result, UserId};

/// Environment variables: name to sealed value (see `platform::vault`).
pub type SealedEnv = BTreeMap<String, String>;

/// What should be true of an app.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Desired {
    /// Its live revision, or the one being deployed, answers.
    #[default]
    Running,
    /// Nothing runs until somebody asks for the app.
    Asleep,
    /// Nothing runs.
    Stopped,
    /// Nothing runs and the app is in the trash.
    Deleted,
}

/// An app without its files.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AppRecord {
    /// Identifier.
    pub id: AppId,
    /// Owner.
    pub user_id: UserId,
    /// The owner's name for it.
    pub name: String,
    /// When it was created.
    pub created_at: Timestamp,
    /// When its owner last did something with it.
    pub last_activity: Timestamp,
    /// One file or several.
    pub mode: Mode,
    /// The framework found in the code last saved.
    pub framework: Option<Framework>,
    /// The draft's entrypoint.
    pub entrypoint: String,
    /// Counts the saves of the draft, from 1.
    pub draft_version: u64,
    /// When the draft was last saved.
    pub draft_saved_at: Timestamp,
    /// Whether the draft's files and entrypoint differ from those of the newest deployment, whatever became of it; true
    /// while nothing was ever deployed.
    pub draft_is_unpublished: bool,
    /// Environment variables, sealed.
    pub env: SealedEnv,
    /// Secrets: variables whose values are never shown again, sealed.
    pub secrets: SealedEnv,
    /// Counts the changes of `env` and `secrets` and the restarts asked for, from 0: an instance with another number is
    /// replaced.
    pub env_version: u64,
    /// The database used.
    pub database_id: Option<String>,
    /// What should be true.
    pub desired: Desired,
    /// The revision that should answer when no deployment is under way.
    pub live_revision: Option<String>,
    /// The deployment that made it live.
    pub live_deployment: Option<String>,
    /// When it went live.
    pub live_at: Option<Timestamp>,
    /// The newest deployment.
    pub latest_deployment: Option<Deployment>,
    /// Why the app does not answer as asked.
    pub failure: Option<Failure>,
    /// When it was deleted; the epoch for one that is being purged and cannot be restored any more.
    pub deleted_at: Option<Timestamp>,
}

impl AppRecord {
    /// Whether it is being purged: it cannot be restored, and soon nothing of it is left.
    pub fn is_purged(&self) -> bool {
        self.desired == Desired::Deleted && self.deleted_at == Some(Timestamp::EPOCH)
    }
}

/// A new app with its draft.
#[derive(Clone, Debug)]
pub struct NewApp {
    /// Identifier.
    pub id: AppId,
    /// Owner.
    pub user_id: UserId,
    /// The owner's name for it.
    pub name: String,
    /// One file or several.
    pub mode: Mode,
    /// The framework found in the code.
    pub framework: Option<Framework>,
    /// The draft's entrypoint.
    pub entrypoint: String,
    /// The draft's files.
    pub files: Files,
    /// Environment variables, sealed.
    pub env: SealedEnv,
    /// Secrets, sealed.
    pub secrets: SealedEnv,
    /// The database used.
    pub database_id: Option<String>,
    /// When it is created.
    pub created_at: Timestamp,
    /// How many apps that are not deleted its owner may have with it.
    pub limit: Option<u32>,
}

/// Changes of an app's settings; `None` leaves one as it is.
#[derive(Clone, Debug, Default)]
pub struct SettingsChange {
    /// A new name.
    pub name: Option<String>,
    /// Another database; the inner `None` goes back to the owner's default one.
    pub database_id: Option<Option<String>>,
    /// All environment variables, sealed.
    pub env: Option<SealedEnv>,
    /// All secrets, sealed.
    pub secrets: Option<SealedEnv>,
    /// The `env_version` that `env` and `secrets` started from.
    pub env_base: Option<u64>,
}

/// Which apps are asked for.
#[derive(Clone, Debug, Default)]
pub struct AppFilter {
    /// Of this account; of everybody when absent.
    pub user: Option<UserId>,
    /// Those in the trash instead of the others; ones that are being purged are in neither.
    pub deleted: bool,
}

/// How many apps an account has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AppCounts {
    /// All, deleted ones until they are purged as well.
    pub all: u64,
    /// Those that are not deleted.
    pub kept: u64,
    /// Those that should run and have a live revision.
    pub live: u64,
}

/// Apps by identifier and by owner.
#[async_trait]
pub trait Apps: Send + Sync + 'static {
    /// Adds an app with its draft and, when given, its first deployment. `Taken("app id")` when the identifier is in use,
    /// `LimitReached` when the owner has `limit` apps, `NotFound("user")` when there is no such owner.
    async fn create_app(&self, app: &NewApp, deployment: Option<&NewDeployment>) -> Result<AppRecord>;
    /// The app, deleted or not.
    async fn app(&self, id: &AppId) -> Result<Option<AppRecord>>;
    /// All apps of one user that are not deleted, oldest first. Shared, because it is what clients ask for most: the same
    /// list, not a copy, means that nothing in it changed.
    async fn apps_of(&self, user: &UserId) -> Result<Arc<[AppRecord]>>;
    /// Apps, newest first. An app of somebody else is no place in the list of one account.
    async fn apps(&self, filter: &AppFilter, page: &Page) -> Result<Vec<AppRecord>>;
    /// How many apps each account has; accounts without any are left out.
    async fn count_apps(&self) -> Result<BTreeMap<UserId, AppCounts>>;
    /// All apps of everybody whose `desired` is not `Deleted`, or whose removal is not finished.
    async fn apps_to_reconcile(&self) -> Result<Vec<AppRecord>>;
    /// Changes name, database, variables or secrets, and deploys nothing. `NotFound` for a deleted app, `EnvConflict`
    /// when `env_base` is given and is not the stored version.
    async fn change_settings(&self, id: &AppId, change: &SettingsChange) -> Result<AppRecord>;
    /// Sets what should be true of the app. Stopping and deleting supersede what is under way. `NotFound` for a deleted app
    /// unless it is to be deleted again, which changes nothing.
    async fn set_desired(&self, id: &AppId, desired: Desired) -> Result<AppRecord>;
    /// Sets what should be true of the app if `from` is what should be true so far; `None`, and nothing written, otherwise.
    async fn change_desired(&self, id: &AppId, from: Desired, to: Desired) -> Result<Option<AppRecord>>;
    /// Asks for a fresh instance: counts `env_version` up and sets `Running`. `NotFound` for a deleted app.
    async fn restart_app(&self, id: &AppId) -> Result<AppRecord>;
    /// Takes an app out of the trash; it is `Stopped` then. `LimitReached` as for [`Self::create_app`], `NotFound` when it is
    /// not there, is being purged or its owner is gone.
    async fn restore_app(&self, id: &AppId, limit: Option<u32>) -> Result<AppRecord>;
    /// Ends an app's time in the trash: it cannot be restored any more (see [`AppRecord::is_purged`]). `NotFound` when it is
    /// not in the trash; doing it again is fine.
    async fn begin_purge(&self, id: &AppId) -> Result<AppRecord>;
    /// Forgets a deleted app whose removal is finished, with its draft, its deployments and the revisions no other app has.
    /// `NotFound` for any other.
    async fn purge_app(&self, id: &AppId) -> Result<()>;
    /// Apps that were deleted before `before`, or are being purged, and whose removal is finished; oldest first.
    async fn apps_to_purge(&self, before: Timestamp) -> Result<Vec<AppId>>;
    /// Notes that a deleted app's instances are gone, so that it need not be looked at again.
    async fn finish_removal(&self, id: &AppId) -> Result<()>;
    /// Sets `last_activity` to now.
    async fn touch_app(&self, id: &AppId) -> Result<()>;
    /// Writes or clears why the app does not answer as asked.
    async fn set_failure(&self, id: &AppId, failure: Option<&Failure>) -> Result<AppRecord>;
    /// Writes the same variables and secrets sealed anew, without counting it as a change. `false`, and nothing written, when
    /// `env_version` is not the app's any more.
    async fn reseal_app(
        &self,
        id: &AppId,
        env: &SealedEnv,
        secrets: &SealedEnv,
        env_version: u64,
    ) -> Result<bool>;
}
