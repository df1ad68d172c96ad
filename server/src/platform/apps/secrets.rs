//! Secrets of an app: listed by name, set and removed, never shown.

use fp_contract::app::App;
use fp_contract::secret::{Secret, SecretList};

use super::settings::{self, Settings};
use super::{readable, vault};
use crate::platform::error::{Error, Result};
use crate::platform::{Platform, environment, secrets};
use crate::store::{AppId, SealedEnv, UserId};

/// The names of the secrets, and when each was set.
pub async fn list_secrets(platform: &Platform, user: &UserId, id: &AppId) -> Result<SecretList> {
    let app = readable(platform, user, id).await?;
    let secrets = app.secrets.iter().map(|(name, sealed)| Secret {
        name: name.clone(),
        set_at: secrets::set_at(vault(platform), id, name, sealed),
    });
    Ok(SecretList {
        app_id: id.0.clone(),
        secrets: secrets.collect(),
    })
}

/// Sets a secret and deploys what is live with it.
pub async fn set_secret(
    platform: &Platform,
    user: &UserId,
    id: &AppId,
    name: &str,
    value: &str,
) -> Result<App> {
    settings::change(platform, user, id, |app| {
        environment::check_secret(name, value)?;
        let one = [(name.to_owned(), value.to_owned())].into();
        let mut sealed = app.secrets.clone();
        sealed.extend(secrets::seal(vault(platform), id, &one));
        environment::check_apart(&app.env, &sealed)?;
        Ok(Settings {
            secrets: Some(sealed),
            ..Settings::default()
        })
    })
    .await
}

/// Removes a secret and deploys what is live without it.
pub async fn remove_secret(platform: &Platform, user: &UserId, id: &AppId, name: &str) -> Result<App> {
    settings::change(platform, user, id, |app| {
        let mut sealed: SealedEnv = app.secrets.clone();
        sealed.remove(name).ok_or(Error::NotFound("secret"))?;
        Ok(Settings {
            secrets: Some(sealed),
            ..Settings::default()
        })
    })
    .await
}
