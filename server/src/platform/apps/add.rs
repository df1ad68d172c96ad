//! Writing a new app into the record, whatever it was made from.

use std::collections::BTreeMap;

use fp_contract::Timestamp;
use fp_contract::app::{App, Framework};

use super::deploy::new_deployment;
use super::source::Source;
use super::{publish, publish_deployment, vault};
use crate::platform::error::Result;
use crate::platform::{Platform, identifier, quotas, secrets};
use crate::store::{AppId, AppRecord, NewApp, NewDeployment, StoreError, UserId, revision_of};

/// How often another identifier is tried when one is in use: of 2.8 billion, twice in a row never happens.
const ATTEMPTS: u32 = 5;

/// An app that is to be: checked, and not yet written.
pub(super) struct Plan {
    pub(super) user: UserId,
    pub(super) name: String,
    pub(super) source: Source,
    pub(super) framework: Option<Framework>,
    pub(super) env: BTreeMap<String, String>,
    pub(super) secrets: BTreeMap<String, String>,
    pub(super) database_id: Option<String>,
    /// When the checks began, for an app that is deployed at once.
    pub(super) deploy_since: Option<Timestamp>,
}

/// Writes the app under an identifier that is free, and has it deployed if that is asked for.
pub(super) async fn add(platform: &Platform, plan: Plan) -> Result<App> {
    let limit = quotas::limits_of(platform, &plan.user).await?.apps;
    let mut attempt = 1;
    let record = loop {
        let (app, deployment) = records(platform, &plan, limit);
        match platform.store.create_app(&app, deployment.as_ref()).await {
            Err(StoreError::Taken("app id")) if attempt < ATTEMPTS => attempt += 1,
            result => break result?,
        }
    };
    Ok(shown(platform, &record))
}

fn shown(platform: &Platform, record: &AppRecord) -> App {
    match &record.latest_deployment {
        Some(deployment) => publish_deployment(platform, record, deployment),
        None => publish(platform, record),
    }
}

/// The plan under a new identifier, for which its variables are sealed.
fn records(platform: &Platform, plan: &Plan, limit: u32) -> (NewApp, Option<NewDeployment>) {
    let id = identifier::app_id();
    let vault = vault(platform);
    let app = NewApp {
        env: vault.seal_all(&id, &plan.env),
        secrets: secrets::seal(vault, &id, &plan.secrets),
        id,
        user_id: plan.user.clone(),
        name: plan.name.clone(),
        mode: plan.source.mode,
        framework: plan.framework,
        entrypoint: plan.source.entrypoint.clone(),
        files: plan.source.files.clone(),
        database_id: plan.database_id.clone(),
        created_at: Timestamp::now(),
        limit: Some(limit),
    };
    let deployment = plan
        .deploy_since
        .map(|started_at| first_deployment(&app, &plan.user, started_at));
    (app, deployment)
}

fn first_deployment(app: &NewApp, author: &UserId, started_at: Timestamp) -> NewDeployment {
    let revision = revision_of(
        app.files.clone(),
        app.entrypoint.clone(),
        app.framework,
        &app.env,
        &app.secrets,
        app.database_id.clone(),
    );
    let id: &AppId = &app.id;
    new_deployment(id, revision, author, started_at)
}
