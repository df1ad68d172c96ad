//! Ending an app's instances until somebody asks for it, and bringing it back when somebody does.

use fp_contract::app::App;

use super::{has_live_revision, owned, publish};
use crate::logs::NewLine;
use crate::platform::Platform;
use crate::platform::error::{Error, Result};
use crate::store::{AppId, AppRecord, Desired, UserId};

/// Puts a running app to sleep. Doing it again is fine; an app that is stopped or being deployed is not put to sleep.
pub async fn sleep(platform: &Platform, user: &UserId, id: &AppId) -> Result<App> {
    let app = owned(platform, user, id).await?;
    has_live_revision(&app)?;
    may_sleep(&app)?;
    let slept = fall_asleep(platform, id, "put to sleep by its owner").await?;
    Ok(publish(platform, &slept.unwrap_or(app)))
}

fn may_sleep(app: &AppRecord) -> Result<()> {
    let is_under_way = app
        .latest_deployment
        .as_ref()
        .is_some_and(|latest| !latest.status.is_final());
    match app.desired {
        Desired::Running if is_under_way => Err(Error::Invalid(
            "a deployment is under way\nhint: wait until it ends, or stop the app".to_owned(),
        )),
        Desired::Stopped => Err(Error::Invalid(
            "the app is stopped: no request would wake it\nhint: start it first".to_owned(),
        )),
        _ => Ok(()),
    }
}

/// Puts an app to sleep if it is to run, and says why in its log; `None` when it is not.
pub(in crate::platform) async fn fall_asleep(
    platform: &Platform,
    id: &AppId,
    reason: &str,
) -> Result<Option<AppRecord>> {
    let slept = platform
        .store
        .change_desired(id, Desired::Running, Desired::Asleep)
        .await?;
    if slept.is_some() {
        let line = NewLine::happened("Sleeping", format!("{reason}; the next request wakes it"), None);
        platform.logs.append(id, line);
        platform.rollouts.wake(id);
    }
    Ok(slept)
}

/// Has an app that is asleep started, because somebody asks for it. One that is not asleep is left alone.
pub async fn wake(platform: &Platform, id: &AppId) -> Result<()> {
    let woken = platform
        .store
        .change_desired(id, Desired::Asleep, Desired::Running)
        .await?;
    if woken.is_some() {
        platform
            .logs
            .append(id, NewLine::happened("Waking", "waking for a request", None));
        platform.rollouts.rouse(id);
    }
    Ok(())
}
