//! A fresh instance of the live revision.

use fp_contract::app::App;

use super::{has_live_revision, owned, publish};
use crate::logs::NewLine;
use crate::platform::Platform;
use crate::platform::error::Result;
use crate::store::{AppId, UserId};

/// Replaces the app's instance by a fresh one; requests go on being answered meanwhile. One that is stopped is started.
pub async fn restart(platform: &Platform, user: &UserId, id: &AppId) -> Result<App> {
    has_live_revision(&owned(platform, user, id).await?)?;
    let app = platform.store.restart_app(id).await?;
    // An app that was just asked for is not idle.
    platform.store.touch_app(id).await?;
    platform.logs.append(
        id,
        NewLine::happened("Restarting", "restart asked for by its owner", None),
    );
    Ok(publish(platform, &app))
}
