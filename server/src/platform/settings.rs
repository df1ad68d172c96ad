//! What operators can set while the server runs: who may sign up, and what code may import.

use fp_contract::settings::PlatformSettings;
use serde_json::json;

use super::audit::{self, Actor};
use super::error::Result;
use super::{Platform, checking, switches};

/// The settings in force.
pub async fn read(platform: &Platform) -> Result<PlatformSettings> {
    Ok(PlatformSettings {
        allow_signups: switches::signups_are_open(platform).await?,
        allowed_imports: checking::allowed_imports(platform).await?,
    })
}

/// Changes the settings. The imports come first: when they are refused, nothing is changed.
pub async fn update(platform: &Platform, actor: &Actor, request: PlatformSettings) -> Result<()> {
    let allowed_imports = checking::set_allowed_imports(platform, &request.allowed_imports).await?;
    switches::set_signups_open(platform, request.allow_signups).await?;
    let details = json!({"allow_signups": request.allow_signups, "allowed_imports": allowed_imports});
    audit::record(platform, actor, "settings.update", None, details).await;
    Ok(())
}
