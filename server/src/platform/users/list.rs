//! Listing accounts.

use fp_contract::managed_user::ManagedUser;

use crate::platform::error::Result;
use crate::platform::{Platform, accounts};
use crate::store::Page;

/// Accounts with how many apps they have, newest first.
pub async fn list(platform: &Platform, page: &Page) -> Result<Vec<ManagedUser>> {
    let (users, counts) = tokio::try_join!(platform.store.users(page), platform.store.count_apps())?;
    let managed = users.into_iter().map(|user| {
        let counts = counts.get(&user.id).copied().unwrap_or_default();
        ManagedUser {
            user: accounts::shown(&user),
            app_count: counts.all,
            running_app_count: counts.live,
            suspended_at: user.suspended_at,
            quota: user.quota,
        }
    });
    Ok(managed.collect())
}
