//! Changing code and settings of an app.
//!
//! New code is deployed. New variables or another database are deployed with the code that is live (or on its way to be),
//! never with an unfinished draft; when there is no such code they are only stored. A new name deploys nothing.

use std::collections::BTreeMap;

use fp_contract::Timestamp;
use fp_contract::app::{App, AppUpdate};
use fp_contract::deployment::DeploymentStatus;
use fp_contract::revision::Revision;

use super::deploy::{Change, new_deployment, record, sealed};
use super::source::Edit;
use super::{checked_database, checked_name, owned, publish, publish_deployment};
use crate::platform::error::{Error, Result};
use crate::platform::{Platform, environment};
use crate::store::{AppId, AppRecord, NewDeployment, SettingsChange, StoreError, UserId};

/// Changes what the request names.
pub async fn update(platform: &Platform, user: &UserId, id: &AppId, request: AppUpdate) -> Result<App> {
    let started_at = Timestamp::now();
    let app = owned(platform, user, id).await?;
    let name = request.name.as_deref().map(checked_name).transpose()?;
    let database_id = checked_database(request.database_id)?;
    request.env_vars.as_ref().map_or(Ok(()), environment::check)?;
    let edit = Edit {
        code: request.code,
        files: request.files,
        entrypoint: request.entrypoint,
    };
    let settings = Settings {
        env: request.env_vars,
        database_id,
    };
    if edit.is_empty() && settings.is_empty() && name.is_none() {
        return Err(Error::Invalid("there is nothing to update".to_owned()));
    }
    let deployed = if !edit.is_empty() {
        Some(deploy_code(platform, &app, edit, settings, started_at).await?)
    } else if !settings.is_empty() {
        Some(apply_settings(platform, &app, settings, started_at).await?)
    } else {
        None
    };
    match name {
        Some(name) => rename(platform, id, name).await,
        None => Ok(deployed.unwrap_or_else(|| super::shown(platform, &app))),
    }
}

struct Settings {
    env: Option<BTreeMap<String, String>>,
    database_id: Option<String>,
}

impl Settings {
    fn is_empty(&self) -> bool {
        self.env.is_none() && self.database_id.is_none()
    }
}

async fn rename(platform: &Platform, id: &AppId, name: String) -> Result<App> {
    let change = SettingsChange {
        name: Some(name),
        ..SettingsChange::default()
    };
    let app = platform.store.change_settings(id, &change).await?;
    Ok(publish(platform, &app))
}

async fn deploy_code(
    platform: &Platform,
    app: &AppRecord,
    edit: Edit,
    settings: Settings,
    started_at: Timestamp,
) -> Result<App> {
    let change = Change {
        edit,
        base: None,
        env: settings.env,
        database_id: settings.database_id,
    };
    let (app, deployment, _advice) = record(platform, app, change, started_at).await?;
    Ok(publish_deployment(platform, &app, &deployment))
}

async fn apply_settings(
    platform: &Platform,
    app: &AppRecord,
    settings: Settings,
    started_at: Timestamp,
) -> Result<App> {
    let env = sealed(platform, &app.id, settings.env.as_ref());
    let Some(base) = deployed_revision(platform, app).await? else {
        let change = SettingsChange {
            env,
            database_id: settings.database_id,
            name: None,
        };
        let app = platform.store.change_settings(&app.id, &change).await?;
        return Ok(publish(platform, &app));
    };
    let names = env.as_ref().unwrap_or(&app.env).keys().cloned().collect();
    let revision = Revision {
        env_names: names,
        database_id: settings.database_id.clone().or(base.database_id.clone()),
        ..base
    };
    let deployment = NewDeployment {
        env,
        database_id: settings.database_id,
        ..new_deployment(&app.id, revision, started_at)
    };
    let (app, deployment) = platform.store.create_deployment(&deployment).await?;
    Ok(publish_deployment(platform, &app, &deployment))
}

/// The code that is on its way to be live, or is.
async fn deployed_revision(platform: &Platform, app: &AppRecord) -> Result<Option<Revision>> {
    let under_way = app
        .latest_deployment
        .as_ref()
        .filter(|latest| latest.status == DeploymentStatus::Running)
        .map(|latest| &latest.revision);
    let Some(id) = under_way.or(app.live_revision.as_ref()) else {
        return Ok(None);
    };
    let revision = platform.store.revision(id).await?;
    Ok(Some(revision.ok_or(StoreError::NotFound("revision"))?))
}
