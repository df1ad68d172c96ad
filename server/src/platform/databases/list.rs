//! All databases of a user.

use fp_contract::database::DatabaseList;
use futures_util::future::join_all;

use super::create::limit;
use super::shown::{mebibytes, shown};
use crate::databases::{DatabaseError, Size};
use crate::platform::Platform;
use crate::platform::databases::DatabaseFailure;
use crate::platform::error::{Error, Result};
use crate::store::UserId;

/// All databases of the user with their sizes, and whether they can be used at all.
pub async fn list(platform: &Platform, user: &UserId) -> Result<DatabaseList> {
    let databases = &platform.databases;
    let default = databases.default_of(user).await?;
    let records = databases.store().databases_of(user).await?;
    let mut reason = databases.engine().available().err();
    let mut sizes = vec![Size::default(); records.len()];
    if reason.is_none() {
        let asked = join_all(records.iter().map(|database| databases.size(database))).await;
        for (size, asked) in sizes.iter_mut().zip(asked) {
            match asked {
                Ok(known) => *size = known,
                Err(error) => reason = Some(unavailable(error)?),
            }
        }
    }
    let total = sizes.iter().map(|size| size.bytes).sum();
    Ok(DatabaseList {
        databases: records
            .iter()
            .zip(sizes)
            .map(|(database, size)| shown(database, size))
            .collect(),
        total_size_mb: mebibytes(total),
        default_database_id: default.id,
        available: reason.is_none(),
        unavailable_reason: reason.map(|reason| reason.to_string()),
        limit: limit(platform, user).await?,
    })
}

/// A server that does not answer is part of the list; a record that does not is an error.
fn unavailable(error: Error) -> Result<DatabaseError> {
    match error {
        Error::Database(DatabaseFailure::Engine(error)) => Ok(error),
        other => Err(other),
    }
}
