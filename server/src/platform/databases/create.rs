//! Making a database.

use fp_contract::database::{Database, DatabaseCreate};

use super::{DatabaseFailure, Databases, shown};
use crate::databases::DatabaseError;
use crate::platform::error::{Error, Result};
use crate::platform::{Platform, apps, identifier, quotas};
use crate::store::{DatabaseRecord, StoreError, UserId};

/// How often another identifier is tried when one is in use.
const ATTEMPTS: u32 = 5;

/// Makes a database and sees that its login works. When it does not, nothing of it is left.
pub async fn create(platform: &Platform, user: &UserId, request: DatabaseCreate) -> Result<Database> {
    let databases = &platform.databases;
    databases.engine().available()?;
    let name = apps::checked_name("name", &request.name)?;
    // The first database a user asks for is not silently the default one.
    databases.default_of(user).await?;
    let limit = limit(platform, user).await?;
    let database = record(databases, user, name, request.description, limit).await?;
    let made = async {
        let login = databases.login(&database)?;
        databases.make(&database, login).await
    };
    match made.await {
        Ok(_) => shown::now(databases, user, &database.id).await,
        Err(error) => Err(undo(databases, &database, error).await),
    }
}

/// How many databases the user may have.
pub(super) async fn limit(platform: &Platform, user: &UserId) -> Result<u32> {
    Ok(quotas::limits_of(platform, user).await?.databases)
}

async fn record(
    databases: &Databases,
    user: &UserId,
    name: String,
    description: Option<String>,
    limit: u32,
) -> Result<DatabaseRecord> {
    let mut attempt = 1;
    loop {
        let id = identifier::database_id();
        let database = databases.new_record(user, &id, name.clone(), description.clone(), false);
        match databases.store().create_database(&database, limit).await {
            Ok(()) => return Ok(database),
            Err(StoreError::Taken("database name")) => {
                return Err(Error::DuplicateName("database"));
            }
            Err(StoreError::Taken(_)) if attempt < ATTEMPTS => attempt += 1,
            Err(error) => return Err(error.into()),
        }
    }
}

/// Takes back what was written down. What the server cannot take back now is finished by [`super::recover()`].
async fn undo(databases: &Databases, database: &DatabaseRecord, error: Error) -> Error {
    if let Err(error) = databases.drop_for_real(database).await {
        tracing::warn!(database = %database.mongo_database, %error, "what is left of a database is removed later");
    }
    match error {
        Error::Database(DatabaseFailure::Engine(unavailable @ DatabaseError::Unavailable(_))) => {
            unavailable.into()
        }
        Error::Database(DatabaseFailure::Engine(error)) => DatabaseFailure::NotCreated(error).into(),
        other => other,
    }
}
