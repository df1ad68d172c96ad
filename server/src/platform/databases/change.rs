//! Changing what a database is called, and which one is the default.

use fp_contract::database::{Database, DatabaseUpdate};

use super::{rotate, shown};
use crate::platform::error::{Error, Result};
use crate::platform::{Platform, apps};
use crate::store::{DatabaseChange, StoreError, UserId};

/// Changes what the request names. When another database becomes the default one, the apps that name none are started anew
/// with it: what runs is what is shown.
pub async fn change(
    platform: &Platform,
    user: &UserId,
    id: &str,
    request: DatabaseUpdate,
) -> Result<Database> {
    let databases = &platform.databases;
    let before = databases.find(user, id).await?;
    let name = request
        .name
        .as_deref()
        .map(|name| apps::checked_name("name", name))
        .transpose()?;
    let make_default = request.is_default == Some(true) && !before.is_default;
    let change = DatabaseChange {
        name,
        description: request.description.map(Some),
        make_default,
        ..DatabaseChange::default()
    };
    let changed = databases.store().change_database(user, id, &change).await;
    let database = match changed {
        Err(StoreError::Taken("database name")) => return Err(Error::DuplicateName("database")),
        result => result?,
    };
    if make_default {
        rotate::start_anew(platform, user, &database).await?;
    }
    shown::now(databases, user, id).await
}
