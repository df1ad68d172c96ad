//! Ending viewers that nobody asks for any more, by whichever route they were started.

use std::time::Duration;

use super::{end, login_name};
use crate::platform::Platform;
use crate::platform::databases::DatabaseFailure;
use crate::platform::error::Result;
use crate::runtime::Viewers;
use crate::store::UserId;

/// How often viewers are looked through.
const EVERY: Duration = Duration::from_mins(10);

/// Looks through the viewers now and from then on.
pub fn spawn(platform: Platform) {
    tokio::spawn(async move {
        let mut looks = tokio::time::interval(EVERY);
        loop {
            looks.tick().await;
            if let Err(error) = expire(&platform).await {
                tracing::warn!(%error, "viewers that nobody asks for were not ended; trying again later");
            }
        }
    });
}

/// Ends every viewer that nobody asked for in the time that the runtime keeps them.
pub async fn expire(platform: &Platform) -> Result<()> {
    let Some(viewers) = platform.runtime.viewers() else {
        return Ok(());
    };
    for user in viewers.expired().await.map_err(DatabaseFailure::from)? {
        if let Err(error) = expire_one(platform, viewers, &user).await {
            tracing::warn!(%user, %error, "a viewer that nobody asks for was not ended; trying again later");
        }
    }
    Ok(())
}

async fn expire_one(platform: &Platform, viewers: &dyn Viewers, user: &UserId) -> Result<()> {
    let _turn = platform.databases.turn(&login_name(user)).await;
    // It may have been asked for while its turn was waited for.
    if viewers
        .expired()
        .await
        .map_err(DatabaseFailure::from)?
        .contains(user)
    {
        end::end(platform, viewers, user).await?;
    }
    Ok(())
}
