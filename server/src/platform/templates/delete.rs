//! Removing a template of one's own.

use super::owned;
use crate::platform::Platform;
use crate::platform::error::Result;
use crate::store::UserId;

/// Removes a template of the user's own.
pub async fn delete(platform: &Platform, user: &UserId, id: &str) -> Result<()> {
    owned(platform, user, id).await?;
    Ok(platform.store.delete_template(id).await?)
}
