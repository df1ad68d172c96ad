//! Having the live revision of a stopped app answer again.

use fp_contract::app::App;

use super::{has_live_revision, owned, publish};
use crate::logs::NewLine;
use crate::platform::Platform;
use crate::platform::error::Result;
use crate::store::{AppId, Desired, UserId};

/// Starts an app that is stopped or asleep. One that runs is left as it is.
pub async fn start(platform: &Platform, user: &UserId, id: &AppId) -> Result<App> {
    let app = owned(platform, user, id).await?;
    has_live_revision(&app)?;
    if app.desired == Desired::Running {
        return Ok(publish(platform, &app));
    }
    let app = platform.store.set_desired(id, Desired::Running).await?;
    // An app that was just asked for is not idle.
    platform.store.touch_app(id).await?;
    platform
        .logs
        .append(id, NewLine::happened("Starting", "started by its owner", None));
    Ok(publish(platform, &app))
}
