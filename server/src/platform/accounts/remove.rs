//! Removing an account and all it has.

use fp_contract::Timestamp;
use fp_contract::account::AccountRemoval;
use serde_json::json;

use super::confirm::confirm;
use crate::platform::audit::{self, Actor};
use crate::platform::error::Result;
use crate::platform::sessions::Access;
use crate::platform::{Platform, databases};
use crate::store::{UserChange, UserId, UserRecord};

/// Removes the account that asks for it.
pub async fn remove_own(
    platform: &Platform,
    user: &UserRecord,
    access: &Access,
    request: AccountRemoval,
) -> Result<()> {
    confirm(platform, user, access, request.password).await?;
    remove(platform, user).await?;
    // Its name is free again and is kept here alone.
    let details = json!({"username": user.username});
    audit::record(
        platform,
        &Actor::from(access),
        "account.delete",
        Some(&user.id.0),
        details,
    )
    .await;
    Ok(())
}

/// Removes an account with its sessions, tokens, databases and apps. It is suspended first, so that nothing is added while its
/// things go; when they cannot go it is as before.
pub(in crate::platform) async fn remove(platform: &Platform, user: &UserRecord) -> Result<()> {
    set_suspended(platform, &user.id, Some(Timestamp::now())).await?;
    if let Err(error) = remove_suspended(platform, &user.id).await {
        set_suspended(platform, &user.id, user.suspended_at).await?;
        return Err(error);
    }
    platform.endings.end_user(&user.id);
    Ok(())
}

async fn remove_suspended(platform: &Platform, user: &UserId) -> Result<()> {
    databases::drop_all(platform, user).await?;
    let apps = platform.store.apps_of(user).await?;
    platform.store.delete_user(user).await?;
    for app in apps.iter() {
        platform.rollouts.wake(&app.id);
    }
    Ok(())
}

async fn set_suspended(platform: &Platform, user: &UserId, since: Option<Timestamp>) -> Result<()> {
    let change = UserChange {
        suspended_at: Some(since),
        ..UserChange::default()
    };
    platform.store.change_user(user, &change).await?;
    Ok(())
}
