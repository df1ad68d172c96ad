//! How much of everything somebody may have.

use fp_contract::quota::Quota;

use super::find;
use crate::platform::Platform;
use crate::platform::audit::{self, Actor};
use crate::platform::error::Result;
use crate::store::{UserChange, UserId};

/// Sets what an account is allowed; what is absent is the platform's own limit.
pub async fn set_quota(platform: &Platform, actor: &Actor, id: &UserId, quota: Quota) -> Result<()> {
    find(platform, id).await?;
    let details = serde_json::to_value(&quota).unwrap_or_default();
    let change = UserChange {
        quota: Some((quota != Quota::default()).then_some(quota)),
        ..UserChange::default()
    };
    platform.store.change_user(id, &change).await?;
    audit::record(platform, actor, "user.set_quota", Some(&id.0), details).await;
    Ok(())
}
