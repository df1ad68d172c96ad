//! The deployments of an app.

use fp_contract::deployment::Deployment;

use super::owned;
use crate::platform::Platform;
use crate::platform::error::{Error, Result};
use crate::store::{AppId, UserId};

/// The app's deployments, newest first.
pub async fn deployments(
    platform: &Platform,
    user: &UserId,
    id: &AppId,
    limit: u32,
) -> Result<Vec<Deployment>> {
    owned(platform, user, id).await?;
    Ok(platform.store.deployments_of(id, limit).await?)
}

/// One deployment of the app.
pub async fn deployment(
    platform: &Platform,
    user: &UserId,
    id: &AppId,
    deployment_id: &str,
) -> Result<Deployment> {
    owned(platform, user, id).await?;
    let deployment = platform.store.deployment(deployment_id).await?;
    deployment
        .filter(|deployment| deployment.app_id == id.0)
        .ok_or(Error::NotFound("deployment"))
}
