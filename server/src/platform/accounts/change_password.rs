//! Changing the password.

use fp_contract::account::PasswordChange;
use serde_json::json;

use super::confirm::confirm;
use super::fields;
use crate::platform::audit::{self, Actor};
use crate::platform::error::Result;
use crate::platform::sessions::{self, Access};
use crate::platform::{Platform, passwords};
use crate::store::{UserChange, UserRecord};

/// Replaces the password and ends all sessions but the one that asks. API tokens stay: they are not made from it.
pub async fn change_password(
    platform: &Platform,
    user: &UserRecord,
    access: &Access,
    request: PasswordChange,
) -> Result<()> {
    fields::check_password("new_password", &request.new_password, &user.username, &user.email)?;
    confirm(platform, user, access, request.current_password).await?;
    let change = UserChange {
        password_hash: Some(passwords::hash(request.new_password).await?),
        ..UserChange::default()
    };
    platform.store.change_user(&user.id, &change).await?;
    sessions::end_all(platform, &user.id, access.session()).await?;
    audit::record(
        platform,
        &Actor::from(access),
        "password.change",
        Some(&user.id.0),
        json!(null),
    )
    .await;
    Ok(())
}
