//! Choosing a new password with a one-time code that an operator asked for.

use fp_contract::account::PasswordReset;
use serde_json::json;

use super::fields;
use crate::platform::audit::{self, Actor};
use crate::platform::error::{Error, Result};
use crate::platform::sessions::{self, Origin};
use crate::platform::{Platform, codes, passwords};
use crate::store::UserChange;

/// Replaces the password and ends all sessions. A code that is wrong, was used or is too old says and takes the same.
pub async fn reset_password(platform: &Platform, request: PasswordReset, origin: &Origin) -> Result<()> {
    fields::check_password("password", &request.password, "", "")?;
    let attempt = platform.throttle.attempt("", origin.address, None, true);
    platform.throttle.admit(&attempt).await?;
    // Before the code is taken: a server too busy to hash costs nobody the code.
    let password_hash = passwords::hash(request.password).await?;
    let Some(user) = codes::take(platform, &request.code).await? else {
        platform.throttle.failed(&attempt);
        return Err(Error::ResetCode);
    };
    let change = UserChange {
        password_hash: Some(password_hash),
        ..UserChange::default()
    };
    platform.store.change_user(&user, &change).await?;
    sessions::end_all(platform, &user, None).await?;
    let actor = Actor {
        user: Some(user.clone()),
        address: origin.address,
        ..Actor::default()
    };
    audit::record(platform, &actor, "password.reset", Some(&user.0), json!(null)).await;
    Ok(())
}
