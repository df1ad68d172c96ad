//! Taking an app out of the trash.

use fp_contract::app::App;

use super::{publish, readable};
use crate::platform::error::{Error, Result};
use crate::platform::{Platform, quotas};
use crate::store::{AppId, Desired, UserId};

/// Restores an app; what was live answers again. One that is not in the trash is refused.
pub async fn restore(platform: &Platform, user: &UserId, id: &AppId) -> Result<App> {
    let app = readable(platform, user, id).await?;
    if app.desired != Desired::Deleted {
        return Err(Error::Invalid("the app is not in the trash".to_owned()));
    }
    let limit = quotas::limits_of(platform, user).await?.apps;
    platform.store.restore_app(id, Some(limit)).await?;
    let app = platform.store.set_desired(id, Desired::Running).await?;
    Ok(publish(platform, &app))
}
