//! Whether an app answers its health checks.

use fp_contract::metrics::HealthReply;

use super::owned;
use crate::platform::error::Result;
use crate::platform::{Platform, health};
use crate::store::{AppId, UserId};

/// The app's health over the last five minutes.
pub async fn health_status(platform: &Platform, user: &UserId, id: &AppId) -> Result<HealthReply> {
    let app = owned(platform, user, id).await?;
    Ok(HealthReply {
        app_id: id.0.clone(),
        health: health::of(platform, &app).await,
    })
}
