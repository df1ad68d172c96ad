//! The runtime port: what runs apps.
//!
//! Engines are leaves (`runtime/local`, later `runtime/kubernetes`) that only `main` names. A runtime makes a release
//! answer, says truthfully what runs, and lets requests through; it knows nothing of users, drafts or the record.

pub mod kubernetes;
pub mod local;
mod runner;
mod viewers;

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use fp_checker::PythonTarget;
use fp_contract::Timestamp;
use fp_contract::deployment::{Failure, StageName};
use fp_contract::instance::Instance;
use fp_contract::revision::Revision;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{broadcast, mpsc};

use crate::store::{AppId, UserId};

pub use viewers::{RunningViewer, ViewerDatabase, ViewerSpec, Viewers};

/// The path on which every runner answers for itself; it never reaches the app (docs/runner-protocol.md).
pub const HEALTH_PATH: &str = "/__fp/health";

/// What is to run: a revision with the values of its variables.
#[derive(Clone, Debug)]
pub struct Release {
    /// The app.
    pub app_id: AppId,
    /// Whose app it is.
    pub owner: UserId,
    /// The SHA-256 of `revision`.
    pub revision_id: String,
    /// Files and settings.
    pub revision: Arc<Revision>,
    /// Values of the environment variables, in clear.
    pub env: BTreeMap<String, String>,
    /// Counts the changes of `env` and the restarts asked for: the same revision with another number is a fresh instance.
    pub env_version: u64,
}

/// A stage that begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StageBegan {
    /// Which.
    pub name: StageName,
    /// When.
    pub at: Timestamp,
}

/// Why a release does not answer.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// The code is at fault; trying the same again is of no use. What answered before still answers.
    #[error("{}", .0.message)]
    Failed(Box<Failure>),
    /// The runtime is at fault; trying again may help.
    #[error("the runtime is not available: {0}")]
    Unavailable(String),
}

/// What runs for an app.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Observation {
    /// The revision that answers.
    pub revision_id: Option<String>,
    /// The version of the variables it was started with.
    pub env_version: u64,
    /// A name for the instance, such as its process id.
    pub instance: Option<String>,
}

/// The runner on which an app answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunnerVersion {
    /// Its image.
    pub image: String,
    /// Whether it is, with all an operator decides of it, the one that a fresh instance would get.
    pub is_current: bool,
}

/// Something that happened without being asked for.
#[derive(Clone, Debug)]
pub enum RuntimeChange {
    /// An instance that served requests ended by itself.
    Exited {
        /// The app.
        app_id: AppId,
        /// The revision it ran.
        revision_id: String,
        /// How, in words and with the last lines of its output; kind `exited`.
        failure: Box<Failure>,
        /// Seconds since it began to serve.
        after_seconds: f64,
    },
    /// Everything about this app may have changed: look again.
    Lost {
        /// The app.
        app_id: AppId,
    },
    /// Somebody changed something around this app, such as its route: look again and have it repaired.
    Drifted {
        /// The app.
        app_id: AppId,
    },
    /// What somebody changed was put back.
    Repaired {
        /// The app.
        app_id: AppId,
        /// What it was, in words.
        message: String,
    },
}

/// What the engine itself tells of an app's objects, such as that a pod found no node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuntimeEvent {
    /// When; the last time when `count` is more than 1.
    pub at: Timestamp,
    /// Whether it is a reason to look. It says nothing of whether a deployment failed.
    pub is_warning: bool,
    /// What, in one word such as `FailedScheduling`.
    pub reason: String,
    /// The same in a sentence.
    pub message: String,
    /// What it is about, as `Kind/name`.
    pub object: String,
    /// How often it was seen.
    pub count: u32,
}

/// A byte stream to an instance.
pub trait Connection: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Connection for T {}

/// Why a request cannot be brought to an app.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConnectError {
    /// Nothing runs for this app.
    #[error("nothing runs for this app")]
    NotRunning,
    /// It runs but does not take connections.
    #[error("the app does not take connections: {0}")]
    Refused(String),
}

/// What runs apps.
#[async_trait]
pub trait Runtime: Send + Sync + 'static {
    /// The engine's name as `fp-server config` and `/health` show it.
    fn name(&self) -> &'static str;

    /// The Python that runs apps, where the engine knows it.
    fn python(&self) -> Option<PythonTarget> {
        None
    }

    /// The image of the runner that fresh instances get; `None` where apps run without an image.
    fn runner_image(&self) -> Option<&str> {
        None
    }

    /// The runner on which the app's instances are; `None` where it has none, or no image.
    fn runner(&self, _app_id: &AppId) -> Option<RunnerVersion> {
        None
    }

    /// Moves an app, of which `release` answers, to the runner that fresh instances get, with the care of [`Self::apply`]: what
    /// answered goes on until the new instances do, and for good when they fail. Nothing where it is there already or has no
    /// instance. Dropping the returned future gives the attempt up.
    async fn renew(
        &self,
        _release: &Release,
        _stages: mpsc::UnboundedSender<StageBegan>,
    ) -> Result<(), ApplyError> {
        Ok(())
    }

    /// Makes `release` the one that answers, telling each stage as it begins, and returns when it does or cannot.
    ///
    /// Whatever answered before goes on answering until the new one is ready, and for good when it fails. No request is
    /// dropped. Applying what already answers returns at once and leaves its instances as they are, on the runner they
    /// have; anything new takes the one that the settings name. Dropping the returned future gives the attempt up.
    async fn apply(
        &self,
        release: &Release,
        stages: mpsc::UnboundedSender<StageBegan>,
    ) -> Result<(), ApplyError>;

    /// What runs for the app now, asked of the engine and not remembered.
    async fn observe(&self, app_id: &AppId) -> Result<Observation, ApplyError>;

    /// Whether somebody changed something around the app that this server is to repair.
    fn has_drifted(&self, _app_id: &AppId) -> bool {
        false
    }

    /// Puts back what somebody changed around an app while `release` answers, which goes on answering.
    async fn repair(&self, _release: &Release) -> Result<(), ApplyError> {
        Ok(())
    }

    /// Ends the app's instances after they have finished their requests; its data stays.
    async fn stop(&self, app_id: &AppId) -> Result<(), ApplyError>;

    /// Ends the app's instances and forgets everything about it, its data included.
    async fn remove(&self, app_id: &AppId) -> Result<(), ApplyError>;

    /// What happens from now on without being asked for.
    fn changes(&self) -> broadcast::Receiver<RuntimeChange>;

    /// What the engine itself tells of the app's objects, in no order; nothing where it keeps no record of its own.
    async fn events(&self, _app_id: &AppId) -> Result<Vec<RuntimeEvent>, ApplyError> {
        Ok(Vec::new())
    }

    /// The app's instances as the engine last saw them, those that are ending as well.
    fn instances(&self, app_id: &AppId) -> Vec<Instance>;

    /// A connection to an instance that answers, one per request.
    async fn connect(&self, app_id: &AppId) -> Result<Box<dyn Connection>, ConnectError>;

    /// What runs viewers of databases, where the engine can.
    fn viewers(&self) -> Option<&dyn Viewers> {
        None
    }

    /// Ends everything that this server started. After it the runtime must not be used.
    async fn shut_down(&self);
}
