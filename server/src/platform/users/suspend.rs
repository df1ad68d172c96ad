//! Keeping somebody out, and letting him in again.

use fp_contract::Timestamp;
use serde_json::json;

use super::{find, is_own};
use crate::platform::audit::{self, Actor};
use crate::platform::error::{Error, Result};
use crate::platform::{Platform, sessions};
use crate::store::{UserChange, UserId};

/// Ends all sessions and streams of an account; it cannot log in and its tokens do not count. Its apps stay as they are.
pub async fn suspend(platform: &Platform, actor: &Actor, id: &UserId) -> Result<()> {
    if is_own(actor, id) {
        return Err(Error::SuspendSelf);
    }
    let user = find(platform, id).await?;
    // Again is fine, and does not change since when.
    let since = user.suspended_at.unwrap_or_else(Timestamp::now);
    set(platform, id, Some(since)).await?;
    platform.endings.end_user(id);
    sessions::end_all(platform, id, None).await?;
    audit::record(platform, actor, "user.suspend", Some(&id.0), json!(null)).await;
    Ok(())
}

/// Lets an account log in again; its tokens count again, its sessions are gone.
pub async fn unsuspend(platform: &Platform, actor: &Actor, id: &UserId) -> Result<()> {
    find(platform, id).await?;
    set(platform, id, None).await?;
    audit::record(platform, actor, "user.unsuspend", Some(&id.0), json!(null)).await;
    Ok(())
}

async fn set(platform: &Platform, id: &UserId, since: Option<Timestamp>) -> Result<()> {
    let change = UserChange {
        suspended_at: Some(since),
        ..UserChange::default()
    };
    platform.store.change_user(id, &change).await?;
    Ok(())
}
