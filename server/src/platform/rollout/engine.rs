//! What every rollout task needs, and the small steps they share.

use std::sync::Arc;

use fp_contract::deployment::{Deployment, Failure};
use fp_contract::event::Event;
use tokio::sync::Semaphore;

use crate::logs::{Logs, NewLine};
use crate::platform::databases::{self, DatabaseFailure, Databases};
use crate::platform::error::Error;
use crate::platform::{Events, Settings, secrets};
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
    /// The tenants' databases.
    pub databases: Databases,
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
        databases: Databases,
        settings: Arc<Settings>,
    ) -> Self {
        Self {
            store,
            runtime,
            logs,
            events,
            databases,
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
        let vault = &self.settings.vault;
        let mut env = vault
            .open_all(&app.id, &app.env)
            .and_then(|mut env| {
                env.extend(secrets::values(vault, &app.id, &app.secrets)?);
                Ok(env)
            })
            .map_err(|error| ReleaseError::Failed(Box::new(Failure::new("internal", error.to_string()))))?;
        if databases::is_needed(&revision) {
            let id = revision.database_id.as_deref().or(app.database_id.as_deref());
            let uri = self.databases.uri(&app.user_id, id).await;
            env.insert(databases::VARIABLE.to_owned(), uri.map_err(no_database)?);
        }
        Ok(Release {
            app_id: app.id.clone(),
            owner: app.user_id.clone(),
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

    /// Writes an event into the app's log; `reason` names it in one stable word.
    pub(super) fn happened(&self, app_id: &AppId, reason: &'static str, revision: &str, message: String) {
        self.logs
            .append(app_id, NewLine::happened(reason, message, Some(revision)));
    }

    /// Writes the platform's own word into the app's log.
    pub(super) fn say(&self, app_id: &AppId, revision: Option<&str>, message: String) {
        self.logs.append(app_id, NewLine::platform(message, revision));
    }
}

/// An app without the database it needs is not started: not without its own login, and never with another one.
fn no_database(error: Error) -> ReleaseError {
    match error {
        Error::Store(error) => ReleaseError::Store(error),
        Error::Database(DatabaseFailure::Engine(error)) => database_failure(&error.to_string()),
        other => database_failure(&other.to_string()),
    }
}

fn database_failure(reason: &str) -> ReleaseError {
    let message = format!("the app's database cannot be used: {reason}");
    ReleaseError::Failed(Box::new(Failure::new("database_unavailable", message)))
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
