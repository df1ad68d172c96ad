//! Putting an app in the trash.

use crate::platform::Platform;
use crate::platform::error::{Error, Result};
use crate::store::{AppId, Desired, UserId};

/// Deletes an app. Doing it again is fine, so that a client may repeat a request whose answer was lost.
pub async fn delete(platform: &Platform, user: &UserId, id: &AppId) -> Result<()> {
    let app = platform.store.app(id).await?;
    let app = app
        .filter(|app| app.user_id == *user)
        .ok_or(Error::NotFound("app"))?;
    if app.desired == Desired::Deleted {
        return Ok(());
    }
    platform.store.set_desired(id, Desired::Deleted).await?;
    platform.rollouts.wake(id);
    Ok(())
}
