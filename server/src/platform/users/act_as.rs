//! Acting as somebody, to see what he sees.

use std::time::Duration;

use fp_contract::user::Token;
use serde_json::json;

use super::{find, is_own};
use crate::platform::Platform;
use crate::platform::audit::{self, Actor};
use crate::platform::error::{Error, Result};
use crate::platform::sessions::{self, Access, Origin};
use crate::store::UserId;

/// How long an operator acts as somebody; after it he asks again.
const LIFETIME: Duration = Duration::from_mins(30);

/// Begins a session of the account that names the operator. It reaches neither the account itself (its password, sessions and
/// tokens) nor what only operators may do; every request under it is in the audit log, and the user sees it among his sessions.
pub async fn act_as(platform: &Platform, access: &Access, id: &UserId, origin: &Origin) -> Result<Token> {
    let actor = Actor::from(access);
    let user = find(platform, id).await?;
    if is_own(&actor, id) {
        return Err(Error::Invalid("nobody needs to act as himself".to_owned()));
    }
    if user.suspended_at.is_some() {
        return Err(Error::Invalid(
            "the account is suspended: let it in again first".to_owned(),
        ));
    }
    let operator = Some(access.user_id.clone());
    let access_token = sessions::start(platform, id, origin, LIFETIME, operator).await?;
    let details = json!({"minutes": LIFETIME.as_secs() / 60});
    audit::record(platform, &actor, "user.act_as", Some(&id.0), details).await;
    Ok(Token {
        access_token,
        token_type: "bearer".to_owned(),
    })
}
