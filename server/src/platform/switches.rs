//! What an operator can switch while the server runs; kept in the record.

use super::Platform;
use super::error::Result;

/// The name under which the sign-up switch is kept, as on the existing platform.
const ALLOW_SIGNUPS: &str = "allow_signups";

/// Whether anybody may sign up: what an operator last said, else the server's settings.
pub async fn signups_are_open(platform: &Platform) -> Result<bool> {
    let said = platform.store.setting(ALLOW_SIGNUPS).await?;
    Ok(said.map_or(platform.settings.signups_open, |value| value == "true"))
}

/// Opens or closes sign-ups.
pub async fn set_signups_open(platform: &Platform, open: bool) -> Result<()> {
    Ok(platform
        .store
        .set_setting(ALLOW_SIGNUPS, &open.to_string())
        .await?)
}
