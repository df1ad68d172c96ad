//! Creating an app, deployed at once or as a draft.

use fp_contract::Timestamp;
use fp_contract::app::{App, AppCreate};

use super::deploy::new_deployment;
use super::source::{Edit, Source};
use super::{checked_database, checked_name, publish, publish_deployment};
use crate::platform::error::Result;
use crate::platform::vault::Vault;
use crate::platform::{Platform, checking, environment, identifier};
use crate::store::{AppRecord, NewApp, StoreError, UserId, revision_of};

/// How often another identifier is tried when one is in use: of 2.8 billion, twice in a row never happens.
const ATTEMPTS: u32 = 5;

/// Adds an app. Code with errors is refused unless it is only stored.
pub async fn create(platform: &Platform, user: &UserId, request: AppCreate) -> Result<App> {
    let started_at = Timestamp::now();
    let name = checked_name(&request.name)?;
    let database_id = checked_database(request.database_id)?;
    let env = request.env_vars.unwrap_or_default();
    environment::check(&env)?;
    let source = Source::new(Edit {
        code: request.code,
        files: request.files,
        entrypoint: request.entrypoint,
    })?;
    let checked = checking::check(&source.files, &source.entrypoint).await?;
    let framework = checked.framework.or(request.framework);
    if request.deploy {
        checked.advice()?;
    }
    let id = identifier::app_id();
    let app = NewApp {
        env: Vault::new(&platform.settings.secret_key).seal_all(&id, &env),
        id,
        user_id: user.clone(),
        name,
        mode: source.mode,
        framework,
        entrypoint: source.entrypoint,
        files: source.files,
        database_id,
        created_at: Timestamp::now(),
    };
    let record = store(platform, app, &env, request.deploy.then_some(started_at)).await?;
    Ok(match &record.latest_deployment {
        Some(deployment) => publish_deployment(platform, &record, deployment),
        None => publish(platform, &record),
    })
}

/// Writes the app under an identifier that is free; with a moment when the checks began, with its first deployment.
async fn store(
    platform: &Platform,
    mut app: NewApp,
    env: &std::collections::BTreeMap<String, String>,
    deploy_since: Option<Timestamp>,
) -> Result<AppRecord> {
    let mut attempt = 1;
    loop {
        let deployment = deploy_since.map(|started_at| {
            let revision = revision_of(
                app.files.clone(),
                app.entrypoint.clone(),
                app.framework,
                &app.env,
                app.database_id.clone(),
            );
            new_deployment(&app.id, revision, started_at)
        });
        match platform.store.create_app(&app, deployment.as_ref()).await {
            Err(StoreError::Taken("app id")) if attempt < ATTEMPTS => {
                attempt += 1;
                app.id = identifier::app_id();
                app.env = Vault::new(&platform.settings.secret_key).seal_all(&app.id, env);
            }
            result => return Ok(result?),
        }
    }
}
