//! The trash empties itself: apps that were deleted long enough ago are purged.

use std::time::Duration;

use fp_contract::Timestamp;

use super::Platform;
use crate::store::StoreError;

/// How often the trash is looked through.
const EVERY: Duration = Duration::from_hours(1);
/// Microseconds of a day.
const DAY: i64 = 24 * 60 * 60 * 1_000_000;

/// When an app that was deleted at `deleted_at` is purged.
pub(super) fn purge_at(platform: &Platform, deleted_at: Timestamp) -> Timestamp {
    let days = i64::from(platform.settings.trash_days);
    Timestamp::from_microseconds(deleted_at.as_microseconds().saturating_add(days * DAY))
}

/// Empties the trash now and every hour. A purge that a crash left half done is finished by the first look.
pub fn spawn(platform: Platform) {
    tokio::spawn(async move {
        let mut ticks = tokio::time::interval(EVERY);
        loop {
            ticks.tick().await;
            if let Err(error) = empty(&platform).await {
                tracing::warn!(%error, "the trash was not emptied; trying again in an hour");
            }
        }
    });
}

/// Purges what has been in the trash for long enough.
pub async fn empty(platform: &Platform) -> Result<(), StoreError> {
    let days = i64::from(platform.settings.trash_days);
    let now = Timestamp::now().as_microseconds();
    let before = Timestamp::from_microseconds(now.saturating_sub(days * DAY));
    for id in platform.store.apps_to_purge(before).await? {
        match platform.store.begin_purge(&id).await {
            // The app's rollout task does the rest.
            Ok(_) => platform.rollouts.wake(&id),
            // Restored or purged meanwhile.
            Err(StoreError::NotFound(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
