//! Removing somebody's account.

use serde_json::json;

use super::{find, is_own};
use crate::platform::audit::{self, Actor};
use crate::platform::error::{Error, Result};
use crate::platform::{Platform, accounts};
use crate::store::UserId;

/// Removes an account with its sessions, tokens, databases and apps; not one's own.
pub async fn delete(platform: &Platform, actor: &Actor, id: &UserId) -> Result<()> {
    if is_own(actor, id) {
        return Err(Error::DeleteSelf);
    }
    let user = find(platform, id).await?;
    accounts::remove(platform, &user).await?;
    let details = json!({"username": user.username});
    audit::record(platform, actor, "user.delete", Some(&id.0), details).await;
    Ok(())
}
