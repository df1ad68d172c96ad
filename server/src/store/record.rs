//! The records a store keeps.

use std::collections::BTreeMap;
use std::fmt;

use fp_contract::Timestamp;
use fp_contract::app::{Framework, Mode};
use fp_contract::deployment::{Deployment, Failure};
use fp_contract::files::Files;
use fp_contract::revision::Revision;
use serde::{Deserialize, Serialize};

/// An account's identifier: 24 hex digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UserId(pub String);

/// An app's identifier: eight characters of `[a-z0-9]`, part of its host name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AppId(pub String);

impl fmt::Display for UserId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Display for AppId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserRecord {
    /// Identifier.
    pub id: UserId,
    /// Unique without regard to case; kept as typed.
    pub username: String,
    /// Unique without regard to case; kept as typed.
    pub email: String,
    /// PHC string of the password's Argon2id hash.
    pub password_hash: String,
    /// When it was created.
    pub created_at: Timestamp,
    /// Whether this is an operator.
    pub is_admin: bool,
}

/// Environment variables: name to sealed value (see `platform::vault`).
pub type SealedEnv = BTreeMap<String, String>;

/// What should be true of an app.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Desired {
    /// Its live revision, or the one being deployed, answers.
    #[default]
    Running,
    /// Nothing runs.
    Stopped,
    /// Nothing runs and the app is in the trash.
    Deleted,
}

/// An app without its files.
#[derive(Clone, Debug, PartialEq)]
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
    /// Counts the changes of `env`, from 0.
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
    /// When it was deleted.
    pub deleted_at: Option<Timestamp>,
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
    /// The database used.
    pub database_id: Option<String>,
    /// When it is created.
    pub created_at: Timestamp,
}

/// The files being edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The files.
    pub files: Files,
    /// The file that defines `app`.
    pub entrypoint: String,
    /// Counts the saves, from 1.
    pub version: u64,
    /// When it was last saved.
    pub saved_at: Timestamp,
}

/// A save of the draft.
#[derive(Clone, Debug)]
pub struct DraftChange {
    /// All files.
    pub files: Files,
    /// The file that defines `app`.
    pub entrypoint: String,
    /// One file or several.
    pub mode: Mode,
    /// The framework found in the code.
    pub framework: Option<Framework>,
    /// The version this edit started from.
    pub base: Option<u64>,
}

/// Changes of an app's settings; `None` leaves one as it is.
#[derive(Clone, Debug, Default)]
pub struct SettingsChange {
    /// A new name.
    pub name: Option<String>,
    /// Another database.
    pub database_id: Option<String>,
    /// All environment variables, sealed.
    pub env: Option<SealedEnv>,
}

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
    /// Another database; absent to keep it.
    pub database_id: Option<String>,
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
    /// A newer deployment took its place.
    Superseded,
}
