//! Ending sessions, and the streams they opened.

use super::limits::is_owners;
use crate::platform::Platform;
use crate::platform::error::Result;
use crate::store::UserId;

/// Ends one session of an account.
pub async fn end(platform: &Platform, user: &UserId, id: &str) -> Result<()> {
    platform.store.end_session(user, id).await?;
    platform.endings.end(id);
    Ok(())
}

/// Ends all sessions of an account except one, and answers with how many.
pub async fn end_all(platform: &Platform, user: &UserId, except: Option<&str>) -> Result<usize> {
    let ended = platform.store.end_sessions_of(user, except).await?;
    for id in &ended {
        platform.endings.end(id);
    }
    Ok(ended.len())
}

/// Ends what the file `owner-token` held before.
pub(in crate::platform) async fn end_owner_sessions(platform: &Platform, owner: &UserId) -> Result<()> {
    let sessions = platform.store.sessions_of(owner).await?;
    for session in sessions.iter().filter(|session| is_owners(session)) {
        end(platform, owner, &session.id).await?;
    }
    Ok(())
}
