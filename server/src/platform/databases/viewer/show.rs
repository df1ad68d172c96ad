//! Having a viewer show databases: its login first, seen to work, then the program.

use super::{SignIn, end, login_name, viewers};
use crate::databases::SharedLogin;
use crate::platform::databases::{DatabaseFailure, Databases};
use crate::platform::error::Result;
use crate::platform::{Platform, identifier};
use crate::runtime::{ViewerDatabase, ViewerSpec};
use crate::store::{DatabaseRecord, DatabaseState, UserId};

/// A database to be shown.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Shown {
    /// The owner's name for it.
    pub(super) name: String,
    /// Its name on the server.
    pub(super) mongo_database: String,
}

impl From<&DatabaseRecord> for Shown {
    fn from(database: &DatabaseRecord) -> Self {
        Self {
            name: database.name.clone(),
            mongo_database: database.mongo_database.clone(),
        }
    }
}

impl From<&ViewerDatabase> for Shown {
    fn from(database: &ViewerDatabase) -> Self {
        Self {
            name: database.name.clone(),
            mongo_database: database.mongo_database.clone(),
        }
    }
}

/// One database, made where it is only written down.
pub(super) async fn one(databases: &Databases, user: &UserId, id: &str) -> Result<Shown> {
    let database = databases.find(user, id).await?;
    let one = Shown::from(&database);
    databases.ready(database).await?;
    Ok(one)
}

/// All databases of the user, each made where it is only written down.
pub(super) async fn all(databases: &Databases, user: &UserId) -> Result<Vec<Shown>> {
    let mut all = Vec::new();
    for database in databases.store().databases_of(user).await? {
        if database.state != DatabaseState::Dropping {
            all.push(Shown::from(&database));
            databases.ready(database).await?;
        }
    }
    Ok(all)
}

/// Has the user's viewer show these and nothing else. The caller has its turn. When it fails, the viewer is ended: its login was
/// changed already.
pub(super) async fn show(
    platform: &Platform,
    user: &UserId,
    sign_in: &SignIn,
    databases: &[Shown],
) -> Result<()> {
    let result = try_show(platform, user, sign_in, databases).await;
    if result.is_err()
        && let Err(error) = end::end(platform, viewers(platform)?, user).await
    {
        tracing::warn!(%user, %error, "what is left of a viewer is removed later");
    }
    result
}

async fn try_show(platform: &Platform, user: &UserId, sign_in: &SignIn, databases: &[Shown]) -> Result<()> {
    let engine = platform.databases.engine();
    let login = SharedLogin {
        name: login_name(user),
        password: identifier::secret(),
        databases: databases
            .iter()
            .map(|shown| shown.mongo_database.clone())
            .collect(),
    };
    engine.provision_shared(&login).await?;
    let mut spec = ViewerSpec {
        owner: user.clone(),
        username: sign_in.username.clone(),
        password: sign_in.password.clone(),
        databases: Vec::new(),
    };
    for shown in databases {
        spec.databases.push(ViewerDatabase {
            name: shown.name.clone(),
            mongo_database: shown.mongo_database.clone(),
            uri: engine.uri(&login.on(&shown.mongo_database)).await?,
        });
    }
    viewers(platform)?
        .launch(&spec)
        .await
        .map_err(DatabaseFailure::from)?;
    Ok(())
}
