//! Who is behind a token. Read anew each time, so that an ended session, a suspension or a lost right counts at once.

use fp_contract::Timestamp;

use super::{Access, Credential, Origin};
use crate::platform::error::{Error, Result};
use crate::platform::{Platform, api_tokens, tokens};
use crate::store::{SessionRecord, UserId, UserRecord};

/// How exactly the last use is kept, in milliseconds: a write a minute at most.
const USE_RESOLUTION: u64 = 60_000;

/// The account behind a session's token or an API token, and how far the right goes.
pub async fn authenticate(platform: &Platform, token: &str, origin: &Origin) -> Result<(UserRecord, Access)> {
    if api_tokens::is_api_token(token) {
        return by_api_token(platform, token, origin).await;
    }
    let named = tokens::verify(&platform.settings.secret_key, token)?;
    let (session, user) = tokio::try_join!(
        valid_session(platform, &named.user_id, &named.session),
        active_user(platform, &named.user_id)
    )?;
    let access = Access {
        user_id: session.user_id,
        credential: Credential::Session(session.id),
        operator: session.operator,
        address: origin.address,
        expires_at: Some(session.expires_at),
    };
    Ok((user, access))
}

/// Refuses an access that counts no longer. What is still open is in use.
pub(super) async fn check(platform: &Platform, access: &Access) -> Result<()> {
    match &access.credential {
        Credential::Session(id) => drop(valid_session(platform, &access.user_id, id).await?),
        Credential::Token { id, .. } => api_tokens::still_counts(platform, &access.user_id, id).await?,
    }
    active_user(platform, &access.user_id).await.map(drop)
}

async fn by_api_token(platform: &Platform, token: &str, origin: &Origin) -> Result<(UserRecord, Access)> {
    let record = api_tokens::present(platform, token).await?;
    let user = active_user(platform, &record.user_id).await?;
    let access = Access {
        user_id: record.user_id,
        credential: Credential::Token {
            id: record.id,
            // A word that a later server wrote grants nothing here.
            scopes: record
                .scopes
                .iter()
                .filter_map(|word| word.parse().ok())
                .collect(),
        },
        operator: None,
        address: origin.address,
        expires_at: record.expires_at,
    };
    Ok((user, access))
}

/// The session, when it is this account's, has not ended and whoever acts in it may still do so; notes that it is used.
async fn valid_session(platform: &Platform, user: &UserId, id: &str) -> Result<SessionRecord> {
    let now = Timestamp::now();
    let session = platform.store.session(id).await?;
    let session = session
        .filter(|session| session.user_id == *user && platform.settings.sessions.allow(session, now))
        .ok_or(Error::Unauthenticated)?;
    if let Some(operator) = &session.operator {
        let operator = active_user(platform, operator).await?;
        operator.is_admin.then_some(()).ok_or(Error::Unauthenticated)?;
    }
    if now.milliseconds_since(session.last_used_at) >= USE_RESOLUTION {
        note_use(platform, session.id.clone(), now);
    }
    Ok(session)
}

/// The account, when there is one and it is not suspended.
async fn active_user(platform: &Platform, id: &UserId) -> Result<UserRecord> {
    let user = platform.store.user(id).await?;
    user.filter(|user| user.suspended_at.is_none())
        .ok_or(Error::Unauthenticated)
}

/// Beside the request: it need not wait for the write, and is not refused when that fails.
fn note_use(platform: &Platform, session: String, at: Timestamp) {
    let store = platform.store.clone();
    tokio::spawn(async move {
        if let Err(error) = store.touch_session(&session, at).await {
            tracing::warn!(%error, "the use of a session was not noted");
        }
    });
}
