//! The part of the runtime port that runs viewers: programs that show an owner his databases in a browser, one for an owner.
//!
//! The cluster keeps the record of them: what a viewer shows, who may sign in and when it was last asked for.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::ApplyError;
use crate::store::UserId;

/// A viewer as it should be. No `Debug`: nearly all of it is secret.
#[derive(Clone, PartialEq, Eq)]
pub struct ViewerSpec {
    /// Whose databases it shows.
    pub owner: UserId,
    /// The name to sign in with.
    pub username: String,
    /// The password to sign in with.
    pub password: String,
    /// What it shows.
    pub databases: Vec<ViewerDatabase>,
}

/// A database that a viewer shows.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewerDatabase {
    /// The owner's name for it.
    pub name: String,
    /// Its name on the server.
    pub mongo_database: String,
    /// The connection string of the viewer's own login, password included.
    pub uri: String,
}

/// A viewer that there is.
pub struct RunningViewer {
    /// What it was last told to be.
    pub spec: ViewerSpec,
    /// Whether it answers as just that.
    pub ready: bool,
    /// How its pod is: its phase, `NotReady` or `NotFound`.
    pub pod_status: String,
}

/// What runs viewers.
#[async_trait]
pub trait Viewers: Send + Sync {
    /// Makes the owner's viewer this one, whatever it was before, and counts as a use. Does not wait until it answers.
    async fn launch(&self, spec: &ViewerSpec) -> Result<(), ApplyError>;

    /// The owner's viewer, asked of the engine and not remembered.
    async fn find(&self, owner: &UserId) -> Result<Option<RunningViewer>, ApplyError>;

    /// Notes that the owner asked for the viewer just now.
    async fn touch(&self, owner: &UserId) -> Result<(), ApplyError>;

    /// Ends the owner's viewer and forgets it. Repeating it is fine.
    async fn remove(&self, owner: &UserId) -> Result<(), ApplyError>;

    /// The owners who did not ask for their viewer for too long; none on a server that is not the one to end them.
    async fn expired(&self) -> Result<Vec<UserId>, ApplyError>;
}
