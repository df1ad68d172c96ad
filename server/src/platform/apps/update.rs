//! Changing code and settings of an app.
//!
//! New code is deployed, and settings with it. Settings alone are deployed as [`super::settings`] says. A new name deploys
//! nothing.

use fp_contract::Timestamp;
use fp_contract::app::{App, AppUpdate};

use super::deploy::{Change, record};
use super::settings::{self, Settings};
use super::source::Edit;
use super::{checked_database, checked_name, owned, publish, publish_deployment, vault};
use crate::platform::error::{Error, Result};
use crate::platform::{Platform, environment};
use crate::store::{AppId, AppRecord, SettingsChange, UserId};

/// Changes what the request names.
pub async fn update(platform: &Platform, user: &UserId, id: &AppId, request: AppUpdate) -> Result<App> {
    let started_at = Timestamp::now();
    let app = owned(platform, user, id).await?;
    let name = request
        .name
        .as_deref()
        .map(|name| checked_name("name", name))
        .transpose()?;
    let database_id = match request.database_id {
        Some(database_id) => Some(checked_database(platform, user, database_id).await?),
        None => None,
    };
    let edit = Edit {
        code: request.code,
        files: request.files,
        entrypoint: request.entrypoint,
    };
    let env = request.env_vars;
    let has_settings = env.is_some() || database_id.is_some();
    if edit.is_empty() && !has_settings && name.is_none() {
        return Err(Error::Invalid("there is nothing to update".to_owned()));
    }
    let sealed = |app: &AppRecord| -> Result<Settings> {
        if let Some(env) = &env {
            environment::check_beside(env, &app.secrets)?;
        }
        Ok(Settings {
            env: env.as_ref().map(|env| vault(platform).seal_all(id, env)),
            secrets: None,
            database_id: database_id.clone(),
        })
    };
    let deployed = if !edit.is_empty() {
        let change = Change {
            edit,
            base: None,
            settings: sealed(&app)?,
        };
        let (app, deployment, _advice) = record(platform, user, &app, change, started_at).await?;
        Some(publish_deployment(platform, &app, &deployment))
    } else if has_settings {
        Some(settings::change(platform, user, id, sealed).await?)
    } else {
        None
    };
    match name {
        Some(name) => rename(platform, id, name).await,
        None => Ok(deployed.unwrap_or_else(|| super::shown(platform, &app))),
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
