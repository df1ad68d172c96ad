//! Making somebody an operator, or no longer one.

use serde_json::json;

use super::{find, is_own};
use crate::platform::Platform;
use crate::platform::audit::{self, Actor};
use crate::platform::error::{Error, Result};
use crate::store::{UserChange, UserId};

/// Makes an account an operator's or an ordinary one; nobody makes himself an ordinary user, and one operator stays.
pub async fn set_admin(platform: &Platform, actor: &Actor, id: &UserId, is_admin: bool) -> Result<()> {
    find(platform, id).await?;
    if is_own(actor, id) && !is_admin {
        return Err(Error::DemoteSelf);
    }
    let change = UserChange {
        is_admin: Some(is_admin),
        ..UserChange::default()
    };
    platform.store.change_user(id, &change).await?;
    let details = json!({"is_admin": is_admin});
    audit::record(platform, actor, "user.set_admin", Some(&id.0), details).await;
    Ok(())
}
