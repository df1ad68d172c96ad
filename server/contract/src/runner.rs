//! The runner that apps are on, and its roll-out to those that run already.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Timestamp;

/// `GET /api/admin/runner`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RunnerOverview {
    /// The image that fresh instances of apps get; absent where apps run without an image.
    pub image: Option<String>,
    /// The images that apps which are awake run now, the most common one first.
    pub images: Vec<RunnerImage>,
    /// Apps that are awake and would get another runner, or other limits, if they were started afresh: what a roll-out moves.
    pub outdated: u32,
    /// The roll-out under way, or the last one since the server started.
    pub rollout: Option<RunnerRollout>,
}

/// An image in use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RunnerImage {
    /// Its name.
    pub image: String,
    /// How many apps that are awake run it.
    pub apps: u32,
}

/// How a roll-out of the runner stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RunnerRolloutStatus {
    /// Under way.
    Running,
    /// Every app had its turn.
    Done,
    /// An app does not answer on the new runner; `failure` says which and why. Those after it had no turn.
    Failed,
    /// An operator stopped it. Those that had no turn keep what they have.
    Canceled,
}

impl RunnerRolloutStatus {
    /// The word used in the API and on screens.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Canceled => "canceled",
        }
    }
}

/// A roll-out of the runner: apps that are awake move to it one after another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RunnerRollout {
    /// The image that is rolled out.
    pub image: String,
    /// How it stands.
    pub status: RunnerRolloutStatus,
    /// Apps whose turn has not come.
    pub waiting: u32,
    /// Apps that answer on the new runner since their turn.
    pub renewed: u32,
    /// Apps that needed nothing when their turn came: asleep, stopped, or deployed meanwhile, they take the new runner by themselves.
    pub left_out: u32,
    /// The app whose turn it is.
    pub app_id: Option<String>,
    /// Why it failed.
    pub failure: Option<RunnerRolloutFailure>,
    /// When it was started.
    pub started_at: Timestamp,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// Identifier of the account that started it.
    pub author: Option<String>,
}

/// Why a roll-out of the runner stopped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RunnerRolloutFailure {
    /// The app that does not answer on the new runner; it goes on with the one before.
    pub app_id: String,
    /// Why, in words.
    pub message: String,
}
