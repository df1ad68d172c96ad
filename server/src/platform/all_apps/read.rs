//! One app of anybody.

use fp_contract::admin_app::OwnedAppDetail;
use fp_contract::app::AppDetail;
use serde_json::Value;

use super::{any, owner};
use crate::platform::audit::{self, Actor};
use crate::platform::error::Result;
use crate::platform::{Platform, apps};
use crate::store::AppId;

/// The app with its code; the values of its variables are its owner's business.
pub async fn read(platform: &Platform, actor: &Actor, id: &AppId) -> Result<OwnedAppDetail> {
    let app = any(platform, id).await?;
    audit::record(platform, actor, "app.read", Some(&id.0), Value::Null).await;
    let detail = apps::read(platform, &app.user_id, id).await?;
    Ok(OwnedAppDetail {
        app: AppDetail {
            env_vars: None,
            ..detail
        },
        owner: owner(platform, &app.user_id).await?,
    })
}
