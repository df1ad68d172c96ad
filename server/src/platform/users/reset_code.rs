//! Helping somebody who forgot a password.

use fp_contract::managed_user::ResetCode;
use serde_json::json;

use super::find;
use crate::platform::audit::{self, Actor};
use crate::platform::error::Result;
use crate::platform::{Platform, codes};
use crate::store::UserId;

/// A one-time code with which the user chooses a new password: the operator never does (OWASP ASVS 5.0, 6.4.6).
pub async fn reset_code(platform: &Platform, actor: &Actor, id: &UserId) -> Result<ResetCode> {
    find(platform, id).await?;
    let code = issue(platform, id).await?;
    let details = json!({"expires_at": code.expires_at});
    audit::record(platform, actor, "user.reset_code", Some(&id.0), details).await;
    Ok(code)
}

pub(super) async fn issue(platform: &Platform, id: &UserId) -> Result<ResetCode> {
    let (code, expires_at) = codes::issue(platform, id).await?;
    Ok(ResetCode { code, expires_at })
}
