//! An app as clients see it, and the requests that change one.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use crate::Timestamp;
use crate::deployment::{Deployment, Failure};
use crate::diagnostic::Diagnostic;
use crate::files::Files;

/// The four status words of the existing platform. [`Condition`] says more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// A deployment is under way, or nothing has been deployed yet.
    #[default]
    Deploying,
    /// A revision answers.
    Running,
    /// Nothing answers.
    Error,
    /// In the trash.
    Deleted,
}

/// What is true of an app right now, in one word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// Never deployed; only a draft exists.
    #[default]
    Draft,
    /// A deployment is under way; an older revision may still answer (see `live_revision`).
    Deploying,
    /// The newest deployed revision answers.
    Live,
    /// The newest deployment failed; the revision before it answers.
    Previous,
    /// The newest deployment failed and nothing answers.
    Failed,
    /// The live revision ended by itself and is being started again.
    Crashed,
    /// The server is bringing the live revision up again after its own restart.
    Starting,
    /// Stopped by its owner.
    Stopped,
    /// Asleep until the next request.
    Asleep,
    /// Waking for a request.
    Waking,
    /// In the trash.
    Deleted,
}

/// How an app's code is sent and shown: one text, or files by path.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// One file, its text in `code`.
    #[default]
    Single,
    /// Several files in `files`.
    Multi,
}

/// The web framework of an app.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Framework {
    /// `FastAPI`.
    Fastapi,
    /// `FastHTML`.
    Fasthtml,
}

/// An app as lists show it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct App {
    /// Same as `app_id`; kept for clients of the existing platform.
    pub id: String,
    /// Eight characters of `[a-z0-9]`, part of the host name.
    pub app_id: String,
    /// The owner's name for it.
    pub name: String,
    /// The status word older clients understand.
    pub status: Status,
    /// What is true right now.
    pub condition: Condition,
    /// When it was created.
    pub created_at: Timestamp,
    /// When its owner last did something with it.
    pub last_activity: Option<Timestamp>,
    /// Where it answers.
    pub deployment_url: String,
    /// Why the newest deployment failed or the app stopped answering; absent when all is well.
    pub error_message: Option<String>,
    /// The stage of the deployment under way.
    pub deploy_stage: Option<String>,
    /// Same as `error_message`; kept for clients of the existing platform.
    pub last_error: Option<String>,
    /// When it was last deployed.
    pub last_deploy_at: Option<Timestamp>,
    /// The revision that answers, if any.
    pub live_revision: Option<String>,
    /// The newest deployment, with its stages and its failure.
    pub latest_deployment: Option<Deployment>,
    /// Why nothing, or an older revision, answers.
    pub failure: Option<Failure>,
    /// Whether the draft differs from what was last deployed.
    pub has_unpublished_changes: bool,
    /// Counts the saves of the draft; send it back as `base_draft_version`.
    pub draft_version: u64,
}

/// An app with its code and settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AppDetail {
    /// What lists show.
    #[serde(flatten)]
    pub app: App,
    /// The code: the draft if there is one (single-file apps).
    pub code: Option<String>,
    /// The draft's code (single-file apps).
    pub draft_code: Option<String>,
    /// The live code (single-file apps).
    pub deployed_code: Option<String>,
    /// One file or several.
    pub mode: Mode,
    /// The framework found in the code.
    pub framework: Option<Framework>,
    /// The file that defines `app`.
    pub entrypoint: String,
    /// The files: the draft's if there is one (multi-file apps).
    #[schema(value_type = Option<BTreeMap<String, String>>)]
    pub files: Option<Files>,
    /// The draft's files (multi-file apps).
    #[schema(value_type = Option<BTreeMap<String, String>>)]
    pub draft_files: Option<Files>,
    /// The live files (multi-file apps).
    #[schema(value_type = Option<BTreeMap<String, String>>)]
    pub deployed_files: Option<Files>,
    /// Environment variables by name.
    pub env_vars: Option<BTreeMap<String, String>>,
    /// When the live revision went live.
    pub deployed_at: Option<Timestamp>,
    /// The database the app uses.
    pub database_id: Option<String>,
}

impl AppDetail {
    /// The files being edited, whatever the mode.
    pub fn editable_files(&self) -> Files {
        match (&self.files, &self.code) {
            (Some(files), _) => files.clone(),
            (None, Some(code)) => Files::from([(self.entrypoint.clone(), code.clone())]),
            (None, None) => Files::new(),
        }
    }
}

/// `POST /api/apps`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct AppCreate {
    /// The name, 1 to 100 characters.
    pub name: String,
    /// The code of a single-file app.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// One file or several; non-empty `files` mean several.
    #[serde(default)]
    pub mode: Mode,
    /// The framework; found in the code when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub framework: Option<Framework>,
    /// The files of a multi-file app.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<BTreeMap<String, String>>)]
    pub files: Option<Files>,
    /// The file that defines `app`; `app.py` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entrypoint: Option<String>,
    /// Environment variables by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub env_vars: Option<BTreeMap<String, String>>,
    /// The database the app uses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub database_id: Option<String>,
    /// Whether to deploy at once (the default). `false` stores a draft, checked or not.
    #[serde(default = "yes")]
    pub deploy: bool,
}

/// `PUT /api/apps/{app_id}`: changes settings, and deploys when code, files, variables or database change.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct AppUpdate {
    /// A new name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// New code (single-file apps).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// New files; turns a single-file app into a multi-file one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<BTreeMap<String, String>>)]
    pub files: Option<Files>,
    /// A new entrypoint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entrypoint: Option<String>,
    /// All environment variables; replaces the whole map.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub env_vars: Option<BTreeMap<String, String>>,
    /// The database the app uses; `null` goes back to the owner's default one, and left out it stays as it is.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub database_id: Option<Option<String>>,
}

/// `PUT /api/apps/{app_id}/draft`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct DraftUpdate {
    /// The code (single-file apps).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The files; they replace all files of the draft.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<BTreeMap<String, String>>)]
    pub files: Option<Files>,
    /// The file that defines `app`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entrypoint: Option<String>,
    /// The `draft_version` this edit started from; another one answers 409 `DRAFT_CONFLICT`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_draft_version: Option<u64>,
    /// Whether code with errors is refused (the default); an autosave sends `false`.
    #[serde(default = "yes")]
    pub validate: bool,
}

/// `POST /api/apps/{app_id}/deploy`: makes these files, or the draft, live.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct DeployRequest {
    /// The files to deploy; the draft when absent. They become the draft as well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<BTreeMap<String, String>>)]
    pub files: Option<Files>,
    /// The file that defines `app`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entrypoint: Option<String>,
    /// The `draft_version` this edit started from; another one answers 409 `DRAFT_CONFLICT`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_draft_version: Option<u64>,
}

/// The reply to a deploy: which deployment to follow, and what the checker advises.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct DeployReply {
    /// The app after the deploy was recorded.
    pub app: App,
    /// The deployment that was recorded.
    pub deployment: Deployment,
    /// Warnings and hints; errors would have refused the deploy.
    pub diagnostics: Vec<Diagnostic>,
    /// Variables that were set when this revision was deployed before and are not set now.
    #[serde(default)]
    pub missing_env: Vec<String>,
}

/// `GET /api/apps/{app_id}/status` and `/deploy-status`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct StatusReply {
    /// The status word older clients understand.
    pub status: Status,
    /// What is true right now.
    pub condition: Condition,
    /// `Running`, `NotReady` or `NotFound`, as the existing platform words it.
    pub pod_status: String,
    /// Why nothing, or an older revision, answers.
    pub error_message: Option<String>,
    /// Whether the newest deployed revision answers.
    pub deployment_ready: bool,
    /// The stage of the deployment under way.
    pub deploy_stage: Option<String>,
    /// Same as `error_message`.
    pub last_error: Option<String>,
    /// When it was last deployed.
    pub last_deploy_at: Option<Timestamp>,
}

/// A reply that says only that it was done.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Done {
    /// Always true: a failure answers with an error.
    pub success: bool,
    /// What was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// A field that was given, be it `null`: only one that is left out is `None`.
#[expect(clippy::option_option, reason = "left out, null and given are three things")]
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

fn yes() -> bool {
    true
}
