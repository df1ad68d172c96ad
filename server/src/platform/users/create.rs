//! Making an account for somebody.

use fp_contract::managed_user::{CreatedUser, UserCreate};
use fp_contract::user::SignUp;
use serde_json::json;

use super::reset_code::issue;
use crate::platform::audit::{self, Actor};
use crate::platform::error::Result;
use crate::platform::{Platform, accounts, identifier};

/// Makes an account. Without a password it gets a random one that nobody knows, and a one-time code to choose another with
/// (OWASP ASVS 5.0, 6.4.1).
pub async fn create(platform: &Platform, actor: &Actor, request: UserCreate) -> Result<CreatedUser> {
    let needs_code = request.password.is_none();
    let sign_up = SignUp {
        username: request.username,
        email: request.email,
        password: request.password.unwrap_or_else(identifier::secret),
        operator_code: None,
    };
    accounts::check_sign_up(&sign_up)?;
    let user = accounts::create(platform, sign_up, false).await?;
    let details = json!({"username": user.username});
    audit::record(platform, actor, "user.create", Some(&user.id.0), details).await;
    let reset = if needs_code {
        Some(issue(platform, &user.id).await?)
    } else {
        None
    };
    let user = accounts::shown(&user);
    Ok(CreatedUser { user, reset })
}
