//! An app as one archive.

use fp_contract::archive::{FORMAT, Manifest};

use super::source::Source;
use super::{readable, vault};
use crate::platform::error::{Error, Result};
use crate::platform::{Platform, archive};
use crate::store::{AppId, UserId};

/// The archive of an app's draft and settings. Values of variables are part of it when asked for, those of secrets never.
pub async fn export(platform: &Platform, user: &UserId, id: &AppId, with_env: bool) -> Result<Vec<u8>> {
    let app = readable(platform, user, id).await?;
    let source = Source::stored(platform.store.draft(id).await?, app.mode);
    let env = if with_env {
        let opened = vault(platform).open_all(id, &app.env);
        Some(opened.map_err(|error| Error::Invalid(error.to_string()))?)
    } else {
        None
    };
    let manifest = Manifest {
        format: FORMAT,
        name: app.name,
        mode: app.mode,
        entrypoint: source.entrypoint,
        framework: app.framework,
        env_names: app.env.into_keys().collect(),
        env,
        secret_names: app.secrets.into_keys().collect(),
        labels: platform.store.labels_of(id).await?,
    };
    let files = source.files;
    // Deflating takes longer than an async thread may be held.
    tokio::task::spawn_blocking(move || archive::pack(&manifest, &files))
        .await
        .map_err(|error| Error::Internal(format!("packing did not end: {error}")))?
        .map_err(|error| Error::Internal(format!("the archive cannot be packed: {error}")))
}
