//! The instances of an app: the processes or pods that run it, or try to.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Timestamp;
use crate::deployment::Failure;

/// How an instance is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum InstanceState {
    /// It does not take requests yet.
    Starting,
    /// It takes requests.
    Answering,
    /// It takes none, and waiting is of no use; `failure` says why.
    Failing,
    /// It was told to end and finishes its requests.
    Ending,
}

/// A process or pod that runs an app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Instance {
    /// The name of its pod, or its process id.
    pub name: String,
    /// How it is.
    pub state: InstanceState,
    /// What keeps it from answering, or how it ended before it was started again.
    pub failure: Option<Failure>,
    /// How often it was started again in its place; 0 for a process, which is never started again but replaced.
    pub restarts: u32,
    /// When it was made.
    pub started_at: Option<Timestamp>,
    /// The machine of the cluster it is on.
    pub node: Option<String>,
}

/// `GET /api/apps/{app_id}/instances`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct InstancesReply {
    /// The app.
    pub app_id: String,
    /// Those there are now, also those that are ending; none for an app that is stopped or asleep.
    pub instances: Vec<Instance>,
}
