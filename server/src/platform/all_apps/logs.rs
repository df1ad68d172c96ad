//! The log of an app of anybody.

use fp_contract::log::LogReply;
use serde_json::Value;

use super::any;
use crate::platform::audit::{self, Actor};
use crate::platform::error::Result;
use crate::platform::{Platform, apps};
use crate::store::AppId;

/// The last lines of the log.
pub async fn logs(platform: &Platform, actor: &Actor, id: &AppId, query: apps::LogQuery) -> Result<LogReply> {
    let app = any(platform, id).await?;
    audit::record(platform, actor, "app.read_logs", Some(&id.0), Value::Null).await;
    apps::tail_logs(platform, &app.user_id, id, query).await
}
