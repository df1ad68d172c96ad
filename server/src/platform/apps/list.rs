//! All apps of a user.

use fp_contract::app::App;

use super::shown;
use crate::platform::Platform;
use crate::platform::error::Result;
use crate::store::UserId;

/// All apps of a user that are not in the trash, oldest first.
pub async fn list(platform: &Platform, user: &UserId) -> Result<Vec<App>> {
    let apps = platform.store.apps_of(user).await?;
    Ok(apps.iter().map(|app| shown(platform, app)).collect())
}
