//! What every rollout task needs, and the small steps they share.

use std::sync::Arc;

use fp_contract::Timestamp;
use fp_contract::deployment::{Deployment, Failure};
use fp_contract::event::Event;
use fp_contract::log::LogStream;
use tokio::sync::Semaphore;

use crate::logs::{Logs, NewLine};
use crate::platform::vault::Vault;
use crate::platform::{Events, Settings};
use crate::runtime::{Release, Runtime};
use crate::store::{AppId, AppRecord, Store, StoreError};

/// Apps brought up at once after a restart of the server; deployments do not wait for this.
const RESTORED_AT_ONCE: usize = 4;

/// The ports and services a rollout works with.
#[derive(Clone)]
pub struct Engine {
    /// The record.
    pub store: Arc<dyn Store>,
    /// What runs apps.
    pub runtime: Arc<dyn Runtime>,
    /// The apps' logs.
    pub logs: Arc<Logs>,
    /// Changes pushed to clients.
    pub events: Events,
    /// Settings that do not change while the server runs.
    pub settings: Arc<Settings>,
    pub(super) restores: Arc<Semaphore>,
}

impl Engine {
    /// An engine over these ports.
    pub fn new(
        store: Arc<dyn Store>,
        runtime: Arc<dyn Runtime>,
        logs: Arc<Logs>,
        events: Events,
        settings: Arc<Settings>,
    ) -> Self {
        Self {
            store,
            runtime,
            logs,
            events,
            settings,
            restores: Arc::new(Semaphore::new(RESTORED_AT_ONCE)),
        }
    }

    /// What is to run for `app` when `revision_id` is to answer, with its variables in clear.
    pub(super) async fn release(&self, app: &AppRecord, revision_id: &str) -> Result<Release, ReleaseError> {
        let revision = self
            .store
            .revision(revision_id)
            .await?
            .ok_or(StoreError::NotFound("revision"))?;
        let env = Vault::new(&self.settings.secret_key)
            .open_all(&app.id, &app.env)
            .map_err(|error| ReleaseError::Failed(Box::new(Failure::new("internal", error.to_string()))))?;
        Ok(Release {
            app_id: app.id.clone(),
            revision_id: revision_id.to_owned(),
            revision: Arc::new(revision),
            env,
            env_version: app.env_version,
        })
    }

    /// Tells the owner's clients how the deployment is now.
    pub(super) fn publish_deployment(&self, app: &AppRecord, deployment: &Deployment) {
        self.events.publish(
            &app.user_id,
            Event::Deployment {
                deployment: Box::new(deployment.clone()),
            },
        );
    }

    /// Writes the platform's own word into the app's log.
    pub(super) fn say(&self, app_id: &AppId, revision: Option<&str>, message: String) {
        let line = NewLine {
            timestamp: format!("{}Z", Timestamp::now()),
            message,
            stream: LogStream::Platform,
            revision: revision.map(str::to_owned),
            request: None,
        };
        self.logs.append(app_id, line);
    }
}

/// Why a release cannot be put together.
#[derive(Debug, thiserror::Error)]
pub(super) enum ReleaseError {
    /// The record did not answer; trying again may help.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The record is at fault; trying again is of no use.
    #[error("{}", .0.message)]
    Failed(Box<Failure>),
}
