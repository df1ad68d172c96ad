//! What happened to an app, as a list; shapes of the existing platform. Pushed events are in [`crate::event`].

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Timestamp;

/// Whether an event is a reason to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum EventType {
    /// All went as it should.
    Normal,
    /// It did not.
    Warning,
}

/// Something that happened to an app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AppEvent {
    /// When; the last time when `count` is more than 1.
    pub timestamp: Timestamp,
    /// Whether it is a reason to look.
    #[serde(rename = "type")]
    pub kind: EventType,
    /// What, in one word such as `Import`, `Live`, `Failed`, `Exited`, `Waking`.
    pub reason: String,
    /// The same in a sentence.
    pub message: String,
    /// What it happened to: `Deployment/ID`, `Instance/app-ID`, or an object of the cluster such as `Pod/NAME`.
    pub involved_object: String,
    /// How often it happened in a row.
    pub count: u32,
}

/// The words of the existing platform for how far the newest deployment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeploymentPhase {
    /// There is none, or another one took its place.
    Unknown,
    /// Recorded.
    Pending,
    /// Handed to the runtime, or being imported.
    Creating,
    /// Its own start-up and its health check run, or traffic moves over.
    Starting,
    /// It went live.
    Ready,
    /// It failed, or what it made live ended by itself.
    Error,
}

/// `GET /api/apps/{app_id}/events`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EventsReply {
    /// The app.
    pub app_id: String,
    /// Newest first.
    pub events: Vec<AppEvent>,
    /// How far the newest deployment is; what happened before it does not count.
    pub deployment_phase: DeploymentPhase,
    /// Always absent: a list that cannot be had answers with an error.
    pub error: Option<String>,
}
