//! The deployments of an app.

use std::time::Duration;

use fp_contract::deployment::Deployment;
use fp_contract::event::Event;
use tokio::sync::broadcast::error::RecvError;

use super::readable;
use crate::platform::Platform;
use crate::platform::error::{Error, Result};
use crate::store::{AppId, Page, UserId};

/// The app's deployments, newest first.
pub async fn deployments(
    platform: &Platform,
    user: &UserId,
    id: &AppId,
    page: &Page,
) -> Result<Vec<Deployment>> {
    readable(platform, user, id).await?;
    Ok(platform.store.deployments_of(id, page).await?)
}

/// One deployment of the app.
pub async fn deployment(
    platform: &Platform,
    user: &UserId,
    id: &AppId,
    deployment_id: &str,
) -> Result<Deployment> {
    readable(platform, user, id).await?;
    let deployment = platform.store.deployment(deployment_id).await?;
    deployment
        .filter(|deployment| deployment.app_id == id.0)
        .ok_or(Error::NotFound("deployment"))
}

/// The same once it is over or, when the caller knows `stages` of them, has more stages; at the latest after `wait`.
pub async fn follow_deployment(
    platform: &Platform,
    user: &UserId,
    id: &AppId,
    deployment_id: &str,
    stages: Option<usize>,
    wait: Duration,
) -> Result<Deployment> {
    if wait.is_zero() {
        return deployment(platform, user, id, deployment_id).await;
    }
    let news = async {
        loop {
            // Subscribed before the record is read: what changes in between is not missed.
            let mut changes = platform.events.subscribe();
            let now = deployment(platform, user, id, deployment_id).await?;
            let has_more = stages.is_some_and(|stages| now.stages.len() > stages);
            if now.status.is_final() || has_more {
                return Ok(now);
            }
            loop {
                match changes.recv().await.map(|addressed| addressed.event) {
                    Ok(Event::Deployment { deployment }) if deployment.id == deployment_id => break,
                    Ok(_) => {}
                    Err(RecvError::Lagged(_)) => break,
                    Err(RecvError::Closed) => return Ok(now),
                }
            }
        }
    };
    match tokio::time::timeout(wait, news).await {
        Ok(answer) => answer,
        Err(_) => deployment(platform, user, id, deployment_id).await,
    }
}
