//! Replacing the secret key: everything that an earlier key sealed is sealed with the present one.
//!
//! A running server may go on meanwhile, and the work may be done again after a crash: nothing is written over a change.

use std::collections::{BTreeMap, BTreeSet};

use super::error::Result;
use super::vault::Vault;
use crate::store::{AppFilter, AppRecord, DatabaseRecord, Page, SealedEnv, Store, StoreError};

/// Apps read at once.
const PAGE: u32 = 100;
/// How often an app that changes meanwhile is tried again in one pass.
const TRIES: usize = 5;

/// What was done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rotation {
    /// How many apps' variables and secrets were sealed anew.
    pub apps: usize,
    /// How many passwords of tenant databases were sealed anew.
    pub databases: usize,
    /// What no key opens.
    pub unreadable: BTreeSet<Unreadable>,
}

/// A value that no key opens.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Unreadable {
    /// A variable or secret of an app.
    #[error("variable {name} of the app {app}")]
    Variable {
        /// The app's identifier.
        app: String,
        /// The variable's name.
        name: String,
    },
    /// The password of a tenant database.
    #[error("password of the database {database} of the account {owner}")]
    Password {
        /// The owner's identifier.
        owner: String,
        /// The database's identifier.
        database: String,
    },
}

/// Seals everything with the present key of `vault` that another one sealed.
pub async fn rotate(store: &dyn Store, vault: &Vault) -> Result<Rotation> {
    let mut rotation = Rotation::default();
    for database in store.all_databases().await? {
        rotate_database(store, vault, &database, &mut rotation).await?;
    }
    // An app may move between the lists while they are read; the pass that finds nothing has seen them all.
    loop {
        let before = rotation.apps;
        for deleted in [false, true] {
            rotate_apps(store, vault, deleted, &mut rotation).await?;
        }
        if rotation.apps == before {
            return Ok(rotation);
        }
    }
}

async fn rotate_apps(store: &dyn Store, vault: &Vault, deleted: bool, rotation: &mut Rotation) -> Result<()> {
    let filter = AppFilter { user: None, deleted };
    let mut after = None;
    loop {
        let page = Page { after, limit: PAGE };
        let apps = match store.apps(&filter, &page).await {
            Ok(apps) => apps,
            // The app that ended the part before was purged; the next pass begins anew.
            Err(StoreError::NotFound(_)) => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        let Some(last) = apps.last() else { return Ok(()) };
        after = Some(last.id.0.clone());
        for app in apps {
            rotate_app(store, vault, app, rotation).await?;
        }
    }
}

/// Seals one app's values anew; when they are changed meanwhile, the changed ones.
async fn rotate_app(
    store: &dyn Store,
    vault: &Vault,
    mut app: AppRecord,
    rotation: &mut Rotation,
) -> Result<()> {
    for _ in 0..TRIES {
        let (env, secrets) = (
            resealed(vault, &app, &app.env, rotation),
            resealed(vault, &app, &app.secrets, rotation),
        );
        if (&env, &secrets) == (&app.env, &app.secrets) {
            return Ok(());
        }
        if store.reseal_app(&app.id, &env, &secrets, app.env_version).await? {
            rotation.apps += 1;
            return Ok(());
        }
        match store.app(&app.id).await? {
            Some(changed) => app = changed,
            None => return Ok(()),
        }
    }
    Err(StoreError::Unavailable(format!("the app {} changes all the time", app.id)).into())
}

/// The same values sealed with the present key; those that no key opens stay as they are.
fn resealed(vault: &Vault, app: &AppRecord, sealed: &SealedEnv, rotation: &mut Rotation) -> SealedEnv {
    let mut result = sealed.clone();
    for (name, value) in sealed.iter().filter(|(_, value)| vault.is_outdated(value)) {
        match vault.open_variable(&app.id, name, value) {
            Ok(clear) => {
                result.extend(vault.seal_all(&app.id, &BTreeMap::from([(name.clone(), clear)])));
            }
            Err(_) => {
                rotation.unreadable.insert(Unreadable::Variable {
                    app: app.id.0.clone(),
                    name: name.clone(),
                });
            }
        }
    }
    result
}

async fn rotate_database(
    store: &dyn Store,
    vault: &Vault,
    database: &DatabaseRecord,
    rotation: &mut Rotation,
) -> Result<()> {
    let (owner, id, sealed) = (&database.user_id, &database.id, &database.password);
    if !vault.is_outdated(sealed) {
        return Ok(());
    }
    let Ok(clear) = vault.open_password(owner, id, sealed) else {
        rotation.unreadable.insert(Unreadable::Password {
            owner: owner.0.clone(),
            database: id.clone(),
        });
        return Ok(());
    };
    let anew = vault.seal_password(owner, id, &clear);
    // One that was changed meanwhile was sealed by the server with its present key.
    if store.reseal_database(owner, id, sealed, &anew).await? {
        rotation.databases += 1;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
