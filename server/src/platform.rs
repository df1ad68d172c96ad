//! What the platform does, between the API above and the two ports below.
//!
//! Knows nothing of HTTP and names no engine.

pub mod accounts;
pub mod apps;
pub mod checking;
mod environment;
pub mod error;
pub mod events;
pub mod identifier;
mod keys;
mod passwords;
pub mod rollout;
pub mod switches;
pub mod templates;
mod throttle;
pub mod tokens;
pub mod vault;
pub mod view;

use std::sync::Arc;

use crate::logs::Logs;
use crate::runtime::Runtime;
use crate::store::Store;

pub use events::Events;
pub use rollout::Rollouts;

/// Everything an operation of the platform needs; cheap to clone.
#[derive(Clone)]
pub struct Platform {
    /// The record.
    pub store: Arc<dyn Store>,
    /// What runs apps.
    pub runtime: Arc<dyn Runtime>,
    /// The apps' logs.
    pub logs: Arc<Logs>,
    /// Changes pushed to clients.
    pub events: Events,
    /// One task per app that makes what runs equal what is asked for.
    pub rollouts: Rollouts,
    /// Settings that do not change while the server runs.
    pub settings: Arc<Settings>,
}

/// Settings that do not change while the server runs.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Host (and port, where it is not the scheme's own) below which apps answer, such as `localhost:8700`.
    pub app_domain: String,
    /// `http` or `https`: how clients reach apps.
    pub scheme: String,
    /// This process of the server, random.
    pub instance: String,
    /// Signs sessions and derives the key of the vault.
    pub secret_key: String,
    /// Whether the server listens on loopback only with its own store: its owner is trusted and sign-ups are open.
    pub embedded: bool,
    /// Whether anybody may sign up, until an operator decides.
    pub signups_open: bool,
    /// Folder of starter apps that replaces the built-in ones.
    pub templates_dir: Option<std::path::PathBuf>,
    /// The code that makes the first operator, when there is none yet.
    pub operator_code: Option<String>,
}

impl Settings {
    /// The address at which an app answers.
    pub fn app_url(&self, app_id: &crate::store::AppId) -> String {
        format!("{}://app-{app_id}.{}", self.scheme, self.app_domain)
    }
}
