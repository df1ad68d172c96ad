//! Putting an app in the trash.

use fp_contract::event::Event;

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
    let event = Event::AppDeleted { app_id: id.0.clone() };
    platform.events.publish(user, event);
    platform.rollouts.wake(id);
    Ok(())
}
