//! Changing the address.

use fp_contract::account::EmailChange;
use fp_contract::user::User;
use serde_json::json;

use super::confirm::confirm;
use super::{fields, shown};
use crate::platform::Platform;
use crate::platform::audit::{self, Actor};
use crate::platform::error::Result;
use crate::platform::sessions::Access;
use crate::store::{UserChange, UserRecord};

/// Replaces the address.
pub async fn change_email(
    platform: &Platform,
    user: &UserRecord,
    access: &Access,
    request: EmailChange,
) -> Result<User> {
    fields::check_email(&request.email)?;
    confirm(platform, user, access, request.password).await?;
    let change = UserChange {
        email: Some(request.email),
        ..UserChange::default()
    };
    let changed = platform.store.change_user(&user.id, &change).await?;
    let details = json!({"from": user.email, "to": changed.email});
    audit::record(
        platform,
        &Actor::from(access),
        "email.change",
        Some(&user.id.0),
        details,
    )
    .await;
    Ok(shown(&changed))
}
