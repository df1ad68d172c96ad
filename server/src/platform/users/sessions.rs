//! Somebody's sessions.

use fp_contract::session::Session;
use serde_json::json;

use super::find;
use crate::platform::audit::{self, Actor};
use crate::platform::error::Result;
use crate::platform::{Platform, sessions};
use crate::store::UserId;

/// The sessions of an account, newest first.
pub async fn list_sessions(platform: &Platform, id: &UserId) -> Result<Vec<Session>> {
    find(platform, id).await?;
    sessions::list(platform, id, None).await
}

/// Ends one session of an account.
pub async fn end_session(platform: &Platform, actor: &Actor, id: &UserId, session: &str) -> Result<()> {
    find(platform, id).await?;
    sessions::end(platform, id, session).await?;
    let details = json!({"session": session});
    audit::record(platform, actor, "user.end_session", Some(&id.0), details).await;
    Ok(())
}

/// Ends all sessions of an account and answers with how many.
pub async fn end_all_sessions(platform: &Platform, actor: &Actor, id: &UserId) -> Result<usize> {
    find(platform, id).await?;
    let ended = sessions::end_all(platform, id, None).await?;
    let details = json!({"ended": ended});
    audit::record(platform, actor, "user.end_sessions", Some(&id.0), details).await;
    Ok(ended)
}
