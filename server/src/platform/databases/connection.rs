//! The connection string of a database, for its owner.

use fp_contract::database::DatabaseConnection;

use crate::platform::Platform;
use crate::platform::error::Result;
use crate::store::UserId;

/// The connection string of the database's own login, password included.
pub async fn connection(platform: &Platform, user: &UserId, id: &str) -> Result<DatabaseConnection> {
    let databases = &platform.databases;
    // Whether the database is there comes first: others are not told more than that it is not.
    let database = databases.find(user, id).await?;
    databases.engine().available()?;
    let login = databases.ready(database).await?;
    Ok(DatabaseConnection {
        uri: databases.engine().uri(&login).await?,
        username: login.name,
        mongo_database: login.database,
    })
}
