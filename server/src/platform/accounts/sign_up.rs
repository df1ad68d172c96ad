//! Making an account.

use fp_contract::Timestamp;
use fp_contract::user::{SignUp, User};
use sha2::{Digest as _, Sha256};

use super::{fields, shown};
use crate::platform::audit::{self, Actor};
use crate::platform::error::{Error, Result};
use crate::platform::sessions::Origin;
use crate::platform::{Platform, identifier, passwords, switches};
use crate::store::UserRecord;

/// Adds an account. The first one of a server that printed an operator code is its operator and needs the code.
///
/// A name that is taken takes as long as one that is free: the password is hashed before the record is asked.
pub async fn sign_up(platform: &Platform, request: SignUp, origin: &Origin) -> Result<User> {
    let is_operator = permit(platform, request.operator_code.as_deref()).await?;
    fields::check_sign_up(&request)?;
    platform.throttle.admit_sign_up(origin.address).await?;
    let user = match create(platform, request, is_operator).await {
        Err(Error::Taken("first account")) => return Err(Error::OperatorCode),
        result => result?,
    };
    let actor = Actor {
        user: Some(user.id.clone()),
        address: origin.address,
        ..Actor::default()
    };
    let details = serde_json::json!({"is_admin": is_operator});
    audit::record(platform, &actor, "account.create", Some(&user.id.0), details).await;
    Ok(shown(&user))
}

/// Writes an account whose fields were checked; the first operator only while there is nobody else.
pub(in crate::platform) async fn create(
    platform: &Platform,
    request: SignUp,
    is_first_operator: bool,
) -> Result<UserRecord> {
    let user = UserRecord {
        id: identifier::user_id(),
        username: request.username,
        email: request.email,
        password_hash: passwords::hash(request.password).await?,
        created_at: Timestamp::now(),
        is_admin: is_first_operator,
        suspended_at: None,
        quota: None,
        hidden_templates: Vec::new(),
    };
    platform.store.create_user(&user, is_first_operator).await?;
    Ok(user)
}

/// Whether this sign-up may happen, and whether it makes the operator.
async fn permit(platform: &Platform, code: Option<&str>) -> Result<bool> {
    if let Some(code) = code {
        let right = platform
            .settings
            .operator_code
            .as_deref()
            .is_some_and(|right| same(right, code));
        return if right { Ok(true) } else { Err(Error::OperatorCode) };
    }
    let waits_for_operator =
        platform.settings.operator_code.is_some() && platform.store.count_users().await? == 0;
    if waits_for_operator || !switches::signups_are_open(platform).await? {
        return Err(Error::SignUpsClosed);
    }
    Ok(false)
}

/// Compares digests, so that the time taken says nothing about where two codes differ.
fn same(right: &str, given: &str) -> bool {
    Sha256::digest(right) == Sha256::digest(given)
}
