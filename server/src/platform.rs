//! What the platform does, between the API above and the two ports below.
//!
//! Knows nothing of HTTP and names no engine.

pub mod accounts;
pub mod all_apps;
pub mod api_tokens;
pub mod apps;
mod archive;
pub mod audit;
pub mod checking;
mod codes;
pub mod databases;
mod env_file;
mod environment;
pub mod error;
pub mod events;
pub mod health;
pub mod idempotency;
pub mod identifier;
pub mod idle;
mod keys;
mod network;
mod passwords;
pub mod quotas;
pub mod repairs;
pub mod rollout;
pub mod rotation;
pub mod runner_rollout;
mod secrets;
pub mod sessions;
pub mod settings;
pub mod stats;
pub mod switches;
pub mod templates;
mod throttle;
mod tokens;
pub mod traffic;
pub mod trash;
pub mod users;
pub mod vault;
pub mod view;

use std::sync::Arc;

use fp_contract::quota::QuotaLimits;

use crate::logs::Logs;
use crate::runtime::Runtime;
use crate::store::Store;

pub use databases::Databases;
pub use events::Events;
pub use health::Health;
pub use network::Network;
pub use rollout::Rollouts;
pub use runner_rollout::RunnerRollouts;
pub use sessions::{Endings, SessionLimits};
pub use throttle::Throttle;
pub use traffic::Traffic;
use vault::Vault;

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
    /// The tenants' databases.
    pub databases: Databases,
    /// One task per app that makes what runs equal what is asked for.
    pub rollouts: Rollouts,
    /// The roll-out of the runner to apps that run already.
    pub runner_rollouts: RunnerRollouts,
    /// The starter apps the server comes with.
    pub templates: templates::BuiltIn,
    /// Ended sessions, for the streams they opened.
    pub endings: Endings,
    /// What the apps were asked and answered.
    pub traffic: Traffic,
    /// Whether the apps answer their health checks.
    pub health: Health,
    /// Failed log-ins.
    pub throttle: Throttle,
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
    /// How long sessions last.
    pub sessions: SessionLimits,
    /// Proxies whose word for the client's address is believed.
    pub trusted_proxies: Vec<Network>,
    /// Signs sessions.
    pub secret_key: String,
    /// Seals and opens values at rest.
    pub vault: Vault,
    /// Whether the server listens on loopback only with its own store: its owner is trusted and sign-ups are open.
    pub embedded: bool,
    /// Whether anybody may sign up, until an operator decides.
    pub signups_open: bool,
    /// Folder of starter apps that replaces the built-in ones.
    pub templates_dir: Option<std::path::PathBuf>,
    /// How much an account may have, unless an operator says otherwise.
    pub limits: QuotaLimits,
    /// Days that a deleted app can be restored.
    pub trash_days: u32,
    /// The code that makes the first operator, when there is none yet.
    pub operator_code: Option<String>,
}

impl Settings {
    /// The address at which an app answers.
    pub fn app_url(&self, app_id: &crate::store::AppId) -> String {
        format!("{}://app-{app_id}.{}", self.scheme, self.app_domain)
    }

    /// The address at which a user's viewer of databases answers. Nobody's password is in it.
    pub fn viewer_url(&self, user: &crate::store::UserId) -> String {
        format!("{}://mongo-{user}.{}", self.scheme, self.app_domain)
    }
}
