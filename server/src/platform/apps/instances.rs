//! What runs of an app now.

use fp_contract::instance::InstancesReply;

use super::owned;
use crate::platform::Platform;
use crate::platform::error::Result;
use crate::store::{AppId, UserId};

/// The instances of an app, the newest first.
pub async fn instances(platform: &Platform, user: &UserId, id: &AppId) -> Result<InstancesReply> {
    owned(platform, user, id).await?;
    let mut instances = platform.runtime.instances(id);
    instances.sort_by(|a, b| (b.started_at, &a.name).cmp(&(a.started_at, &b.name)));
    Ok(InstancesReply {
        app_id: id.0.clone(),
        instances,
    })
}
