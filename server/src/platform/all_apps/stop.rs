//! Stopping an app of anybody.

use fp_contract::app::App;
use serde_json::Value;

use super::any;
use crate::logs::NewLine;
use crate::platform::audit::{self, Actor};
use crate::platform::error::Result;
use crate::platform::{Platform, apps};
use crate::store::{AppId, Desired};

/// Stops the app; its owner may start it again. Doing it again is fine.
pub async fn stop(platform: &Platform, actor: &Actor, id: &AppId) -> Result<App> {
    any(platform, id).await?;
    let app = platform.store.set_desired(id, Desired::Stopped).await?;
    audit::record(platform, actor, "app.stop", Some(&id.0), Value::Null).await;
    let line = NewLine::platform(
        "stopped by an operator; nothing runs until it is started again",
        None,
    );
    platform.logs.append(id, line);
    platform.rollouts.wake(id);
    Ok(apps::shown(platform, &app))
}
