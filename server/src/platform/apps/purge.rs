//! Removing an app for good.

use super::readable;
use crate::platform::Platform;
use crate::platform::error::{Error, Result};
use crate::store::{AppId, Desired, UserId};

/// Ends an app's time in the trash: its code, its data and its log are removed, and nothing brings it back.
///
/// Once this is recorded, the app's rollout task does it, again after a crash if need be.
pub async fn purge(platform: &Platform, user: &UserId, id: &AppId) -> Result<()> {
    let app = readable(platform, user, id).await?;
    if app.desired != Desired::Deleted {
        return Err(Error::Invalid(
            "the app is not in the trash\nhint: delete it first".to_owned(),
        ));
    }
    platform.store.begin_purge(id).await?;
    platform.rollouts.wake(id);
    Ok(())
}
