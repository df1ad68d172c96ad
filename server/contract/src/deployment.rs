//! A deployment: one attempt to make a revision live.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Timestamp;

/// How a deployment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeploymentStatus {
    /// Recorded, and being carried out.
    Running,
    /// Its revision answers.
    Live,
    /// Its revision does not answer; `failure` says why.
    Failed,
    /// A newer deployment of the same app took its place.
    Superseded,
}

impl DeploymentStatus {
    /// The word used in the API and on screens.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Live => "live",
            Self::Failed => "failed",
            Self::Superseded => "superseded",
        }
    }

    /// Whether the attempt is over.
    pub fn is_final(self) -> bool {
        self != Self::Running
    }
}

/// The steps of a deployment, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StageName {
    /// Checked and written to the store.
    Record,
    /// Handed to the runtime.
    Push,
    /// The runner imports the code.
    Import,
    /// The app's own start-up runs.
    Start,
    /// The app answers the health check.
    Check,
    /// Traffic moves over.
    Switch,
}

impl StageName {
    /// Every stage, in order.
    pub const ALL: [Self; 6] = [
        Self::Record,
        Self::Push,
        Self::Import,
        Self::Start,
        Self::Check,
        Self::Switch,
    ];

    /// The word used in the API and on screens.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Record => "record",
            Self::Push => "push",
            Self::Import => "import",
            Self::Start => "start",
            Self::Check => "check",
            Self::Switch => "switch",
        }
    }
}

/// A step of a deployment and its time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Stage {
    /// Which step.
    pub name: StageName,
    /// When it began.
    pub started_at: Timestamp,
    /// How long it took in milliseconds; absent while it runs.
    pub duration_ms: Option<u64>,
}

/// Why a revision does not answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Failure {
    /// A stable word: `import_error`, `syntax_error`, `no_app`, `import_timeout`, `start_failed`, `start_timeout`,
    /// `unhealthy`, `exited`, `runtime_unavailable`, `canceled`, `internal`.
    pub kind: String,
    /// The reason in words.
    pub message: String,
    /// The traceback, without the runner's own frames.
    pub traceback: Option<String>,
    /// The user's file the failure points to.
    pub file: Option<String>,
    /// The line in `file`, from 1.
    pub line: Option<u32>,
    /// The exit code of the process, when it ended by itself.
    pub exit_code: Option<i32>,
    /// The signal that ended the process.
    pub signal: Option<i32>,
    /// The last lines of its error output.
    #[serde(default)]
    pub tail: Vec<String>,
}

impl Failure {
    /// A failure that is only a kind and a reason.
    pub fn new(kind: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            kind: kind.into(),
            message: message.into(),
            traceback: None,
            file: None,
            line: None,
            exit_code: None,
            signal: None,
            tail: Vec::new(),
        }
    }
}

/// One attempt to make a revision live.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Deployment {
    /// 24 hex digits; later ones sort after earlier ones.
    pub id: String,
    /// The app.
    pub app_id: String,
    /// The SHA-256 of the revision, 64 hex digits.
    pub revision: String,
    /// How it stands.
    pub status: DeploymentStatus,
    /// The steps so far, in order.
    pub stages: Vec<Stage>,
    /// Why it failed.
    pub failure: Option<Failure>,
    /// When it was recorded.
    pub created_at: Timestamp,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// Identifier of the account that asked for it.
    #[serde(default)]
    pub author: Option<String>,
}

impl Deployment {
    /// The stage under way.
    pub fn current_stage(&self) -> Option<StageName> {
        if self.status.is_final() {
            return None;
        }
        self.stages.last().map(|stage| stage.name)
    }
}

/// `GET /api/apps/{app_id}/deployments`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct DeploymentList {
    /// The app.
    pub app_id: String,
    /// Newest first.
    pub deployments: Vec<Deployment>,
}
