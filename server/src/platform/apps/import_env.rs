//! Setting variables and secrets from the text of a `.env` file.

use std::collections::{BTreeMap, BTreeSet};

use fp_contract::env_import::{EnvImport, EnvImportReply};

use super::settings::{self, Settings};
use super::{owned, vault};
use crate::platform::error::{Error, Result};
use crate::platform::{Platform, env_file, environment, secrets};
use crate::store::{AppId, AppRecord, UserId};

/// Sets what the text names, and deploys what is live with it.
pub async fn import_env(
    platform: &Platform,
    user: &UserId,
    id: &AppId,
    request: EnvImport,
) -> Result<EnvImportReply> {
    // Whose app it is comes before whether the text can be read.
    owned(platform, user, id).await?;
    let given = env_file::parse(&request.text).map_err(|error| field("text", &error.to_string()))?;
    let wanted: BTreeSet<String> = request.secrets.into_iter().collect();
    if let Some(name) = wanted.iter().find(|name| !given.contains_key(*name)) {
        return Err(field("secrets", &format!("the text does not name {name}")));
    }
    environment::check(&given)?;
    let mut done = Outcome::default();
    let app = settings::change(platform, user, id, |app| {
        done = outcome(app, &given, &wanted, request.replace);
        apply(platform, app, &done)
    })
    .await?;
    Ok(EnvImportReply {
        app,
        variables: done.variables.into_keys().collect(),
        secrets: done.secrets.into_keys().collect(),
        removed: done.removed,
    })
}

/// What an import sets and removes.
#[derive(Default)]
struct Outcome {
    variables: BTreeMap<String, String>,
    secrets: BTreeMap<String, String>,
    removed: Vec<String>,
}

/// A name that is a secret stays one: its value must not begin to be shown.
fn outcome(
    app: &AppRecord,
    given: &BTreeMap<String, String>,
    wanted: &BTreeSet<String>,
    replace: bool,
) -> Outcome {
    let (secrets, variables): (BTreeMap<_, _>, BTreeMap<_, _>) = given
        .clone()
        .into_iter()
        .partition(|(name, _)| wanted.contains(name) || app.secrets.contains_key(name));
    let removed = app
        .env
        .keys()
        .filter(|name| !variables.contains_key(*name) && (replace || secrets.contains_key(*name)));
    Outcome {
        removed: removed.cloned().collect(),
        variables,
        secrets,
    }
}

fn apply(platform: &Platform, app: &AppRecord, outcome: &Outcome) -> Result<Settings> {
    let vault = vault(platform);
    let mut env = app.env.clone();
    env.retain(|name, _| !outcome.removed.contains(name));
    env.extend(vault.seal_all(&app.id, &outcome.variables));
    let mut sealed = app.secrets.clone();
    sealed.extend(secrets::seal(vault, &app.id, &outcome.secrets));
    environment::check_apart(&env, &sealed)?;
    Ok(Settings {
        env: Some(env),
        secrets: (!outcome.secrets.is_empty()).then_some(sealed),
        database_id: None,
    })
}

fn field(field: &'static str, message: &str) -> Error {
    Error::Field {
        field,
        message: message.to_owned(),
    }
}
