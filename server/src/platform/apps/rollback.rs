//! Going back to an earlier version by its place in the list, as clients of the existing platform do.

use fp_contract::Timestamp;
use fp_contract::app::App;

use super::deploy_revision::deploy_again;
use super::versions::{earlier, stored};
use super::{owned, publish_deployment};
use crate::platform::Platform;
use crate::platform::error::{Error, Result};
use crate::store::{AppId, UserId};

/// Deploys the version at this place of the list as it is now, 0 being the newest.
pub async fn rollback(platform: &Platform, user: &UserId, id: &AppId, index: i64) -> Result<App> {
    let started_at = Timestamp::now();
    let app = owned(platform, user, id).await?;
    let versions = earlier(platform, &app).await?;
    let chosen = usize::try_from(index).ok().and_then(|index| versions.get(index));
    let (chosen, _) = chosen.ok_or(Error::InvalidVersion {
        index,
        count: versions.len(),
    })?;
    let revision = stored(platform, &chosen.revision).await?;
    let again = deploy_again(platform, user, &app, revision, started_at).await?;
    Ok(publish_deployment(platform, &again.app, &again.deployment))
}
