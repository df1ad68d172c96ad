//! A new app from an archive.

use std::collections::BTreeMap;

use fp_contract::Timestamp;
use fp_contract::app::{App, Mode};
use fp_contract::archive::Manifest;

use super::add::{Plan, add};
use super::checked_name;
use super::source::{Edit, Source};
use crate::platform::error::{Error, Result};
use crate::platform::{Platform, archive, checking, environment};
use crate::store::UserId;

/// Adds the app in the archive, as a draft or deployed at once. Variables and secrets without values are there, empty.
pub async fn import(
    platform: &Platform,
    user: &UserId,
    bytes: impl AsRef<[u8]> + Send + 'static,
    deploy: bool,
) -> Result<App> {
    let started_at = Timestamp::now();
    let (manifest, files) = tokio::task::spawn_blocking(move || archive::unpack(bytes.as_ref()))
        .await
        .map_err(|error| Error::Internal(format!("unpacking did not end: {error}")))?
        .map_err(|error| Error::Archive(error.to_string()))?;
    let name = checked_name("name", &manifest.name)?;
    let (env, secrets) = variables(&manifest)?;
    let mut source = Source::new(Edit {
        files: Some(files),
        entrypoint: Some(manifest.entrypoint),
        code: None,
    })?;
    let one_file = source.files.len() == 1 && source.files.contains_key(&source.entrypoint);
    if manifest.mode == Mode::Single && one_file {
        source.mode = Mode::Single;
    }
    let checked = checking::check(platform, &source.files, &source.entrypoint).await?;
    let framework = checked.framework.or(manifest.framework);
    if deploy {
        checked.advice()?;
    }
    let plan = Plan {
        user: user.clone(),
        name,
        source,
        framework,
        env,
        secrets,
        database_id: None,
        deploy_since: deploy.then_some(started_at),
    };
    add(platform, plan).await
}

type Values = BTreeMap<String, String>;

/// Variables with the values the archive has, and secrets without.
fn variables(manifest: &Manifest) -> Result<(Values, Values)> {
    let empty =
        |names: &[String]| -> Values { names.iter().map(|name| (name.clone(), String::new())).collect() };
    let mut env = empty(&manifest.env_names);
    env.extend(manifest.env.clone().unwrap_or_default());
    let secrets = empty(&manifest.secret_names);
    environment::check(&env)?;
    environment::check(&secrets)?;
    environment::check_apart(&env, &secrets)?;
    Ok((env, secrets))
}
