//! Ending an app's instances for as long as its owner likes.

use fp_contract::app::App;

use super::{owned, publish};
use crate::logs::NewLine;
use crate::platform::Platform;
use crate::platform::error::Result;
use crate::store::{AppId, Desired, UserId};

/// Stops the app; a deployment under way is superseded. Doing it again is fine.
pub async fn stop(platform: &Platform, user: &UserId, id: &AppId) -> Result<App> {
    let app = owned(platform, user, id).await?;
    if app.desired == Desired::Stopped {
        return Ok(publish(platform, &app));
    }
    let app = platform.store.set_desired(id, Desired::Stopped).await?;
    let line = NewLine::happened(
        "Stopping",
        "stopped by its owner; nothing runs until it is started again",
        None,
    );
    platform.logs.append(id, line);
    Ok(publish(platform, &app))
}
