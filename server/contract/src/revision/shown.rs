//! Revisions as clients see them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Timestamp;
use crate::app::Framework;
use crate::files::Files;

/// A revision of an app without its files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RevisionSummary {
    /// The SHA-256, 64 hex digits.
    pub revision: String,
    /// When it was first deployed.
    pub first_deployed_at: Timestamp,
    /// When it was last deployed.
    pub last_deployed_at: Timestamp,
    /// Identifier of the account that asked for the last deployment.
    pub author: Option<String>,
    /// The owner's name for it.
    pub label: Option<String>,
    /// Whether it is the one that answers, or would if the app were awake.
    pub live: bool,
    /// When it last went live; absent for one that never answered.
    pub live_at: Option<Timestamp>,
}

/// `GET /api/apps/{app_id}/revisions`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RevisionList {
    /// The app.
    pub app_id: String,
    /// The one deployed last first.
    pub revisions: Vec<RevisionSummary>,
}

/// `GET /api/apps/{app_id}/revisions/{revision}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RevisionDetail {
    /// What lists show.
    #[serde(flatten)]
    pub summary: RevisionSummary,
    /// The files.
    #[schema(value_type = BTreeMap<String, String>)]
    pub files: Files,
    /// The file that defines `app`.
    pub entrypoint: String,
    /// The framework found in the code.
    pub framework: Option<Framework>,
    /// Names of the variables and secrets set at the time; values are not part of a revision.
    pub env_names: Vec<String>,
    /// The database used.
    pub database_id: Option<String>,
}

/// `PUT /api/apps/{app_id}/revisions/{revision}/label`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct LabelUpdate {
    /// The name, 1 to 100 characters; `null` takes it away.
    pub label: Option<String>,
}

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileChange {
    /// Only the second side has it.
    Added,
    /// Only the first side has it.
    Removed,
    /// Both have it, with different text.
    Changed,
}

/// How a file differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FileDiff {
    /// The path.
    pub path: String,
    /// What became of it.
    pub change: FileChange,
    /// A unified diff with three lines around each change.
    pub diff: String,
}

/// `GET /api/apps/{app_id}/revisions/{revision}/diff/{other}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RevisionDiff {
    /// The first side: a revision or `draft`.
    pub from: String,
    /// The second side: a revision or `draft`.
    pub to: String,
    /// The files that differ, by path.
    pub files: Vec<FileDiff>,
    /// The entrypoints, when they differ.
    pub entrypoint: Option<Change>,
    /// The databases, when they differ; an empty text stands for the owner's default one.
    pub database_id: Option<Change>,
    /// Names of variables that only the second side has.
    pub env_added: Vec<String>,
    /// Names of variables that only the first side has.
    pub env_removed: Vec<String>,
}

/// A value that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Change {
    /// On the first side.
    pub from: String,
    /// On the second side.
    pub to: String,
}
