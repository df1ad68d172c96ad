//! Noting that somebody works on an app.

use super::owned;
use crate::platform::Platform;
use crate::platform::error::Result;
use crate::store::{AppId, UserId};

/// Sets the app's last activity to now.
pub async fn note_activity(platform: &Platform, user: &UserId, id: &AppId) -> Result<()> {
    owned(platform, user, id).await?;
    Ok(platform.store.touch_app(id).await?)
}
