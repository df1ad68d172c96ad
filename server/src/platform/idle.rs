//! The idle policy: apps that nobody asks for are put to sleep, never deleted, and the next request wakes them.

use std::time::Duration;

use fp_contract::Timestamp;

use super::Platform;
use super::apps::sleep::fall_asleep;
use super::error::Result;
use crate::store::{AppId, AppRecord};

/// Looks per idle time: an app sleeps at most so much later.
const LOOKS: u32 = 10;
/// Longest time between two looks.
const LONGEST: Duration = Duration::from_mins(1);

/// Puts apps to sleep from now on that had no request for the time `after`.
pub fn spawn(platform: Platform, after: Duration) {
    tokio::spawn(async move {
        let mut looks = tokio::time::interval((after / LOOKS).clamp(Duration::from_millis(10), LONGEST));
        loop {
            looks.tick().await;
            look(&platform, after).await;
        }
    });
}

/// Puts every app to sleep that had no request for the time `after`.
pub async fn look(platform: &Platform, after: Duration) {
    for app_id in platform.rollouts.awake() {
        if platform.traffic.visits.quiet_for(&app_id) < after {
            continue;
        }
        if let Err(error) = put_to_sleep(platform, &app_id, after).await {
            tracing::warn!(app = %app_id, %error, "an idle app could not be put to sleep");
        }
    }
}

async fn put_to_sleep(platform: &Platform, app_id: &AppId, after: Duration) -> Result<()> {
    let Some(app) = platform.store.app(app_id).await? else {
        return Ok(());
    };
    if !is_idle(platform, &app, after) {
        return Ok(());
    }
    let minutes = after.as_secs() / 60;
    fall_asleep(
        platform,
        app_id,
        &format!("asleep after {minutes} minutes without a request"),
    )
    .await?;
    Ok(())
}

/// Requests count wherever they came in, and so does what its owner does: saving, deploying, looking at it.
fn is_idle(platform: &Platform, app: &AppRecord, after: Duration) -> bool {
    let is_under_way = app
        .latest_deployment
        .as_ref()
        .is_some_and(|latest| !latest.status.is_final());
    let last = [
        Some(app.last_activity),
        app.live_at,
        platform.traffic.last_request(&app.id),
    ];
    let quiet = last
        .into_iter()
        .flatten()
        .max()
        .map_or(0, |last| Timestamp::now().milliseconds_since(last));
    !is_under_way && u128::from(quiet) >= after.as_millis()
}
