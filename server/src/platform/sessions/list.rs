//! The sessions of an account.

use fp_contract::Timestamp;
use fp_contract::session::Session;

use crate::platform::Platform;
use crate::platform::error::Result;
use crate::store::{SessionRecord, UserId};

/// The sessions that count, newest first; `current` is the one that asks.
pub async fn list(platform: &Platform, user: &UserId, current: Option<&str>) -> Result<Vec<Session>> {
    let now = Timestamp::now();
    let sessions = platform.store.sessions_of(user).await?;
    let valid = sessions
        .into_iter()
        .filter(|session| platform.settings.sessions.allow(session, now));
    Ok(valid.map(|session| shown(session, current)).collect())
}

fn shown(session: SessionRecord, current: Option<&str>) -> Session {
    Session {
        is_current: current == Some(session.id.as_str()),
        id: session.id,
        created_at: session.created_at,
        last_used_at: session.last_used_at,
        expires_at: session.expires_at,
        client: session.client,
        address: session.address,
        operator: session.operator.map(|operator| operator.0),
    }
}
