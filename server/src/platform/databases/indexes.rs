//! The indexes of a collection.

use fp_contract::database::IndexList;

use crate::databases::document::{Format, to_json};
use crate::platform::Platform;
use crate::platform::error::Result;
use crate::store::UserId;

/// The indexes as the server describes them.
pub async fn indexes(platform: &Platform, user: &UserId, id: &str, collection: &str) -> Result<IndexList> {
    let databases = &platform.databases;
    // Whether the database is there comes first: others are not told more than that it is not.
    let database = databases.find(user, id).await?;
    databases.engine().available()?;
    let login = databases.ready(database).await?;
    let indexes = databases.engine().indexes(&login, collection).await?;
    let described = indexes.into_iter().map(|index| to_json(index, Format::Extended));
    Ok(IndexList {
        indexes: described.collect(),
    })
}
