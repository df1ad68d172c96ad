//! One database.

use fp_contract::database::Database;

use super::shown;
use crate::platform::Platform;
use crate::platform::error::Result;
use crate::store::UserId;

/// A database of the user's.
pub async fn read(platform: &Platform, user: &UserId, id: &str) -> Result<Database> {
    shown::now(&platform.databases, user, id).await
}
