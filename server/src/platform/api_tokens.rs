//! API tokens: for scripts and CI, with a name, scopes and perhaps an end. Only the digest of the secret is in the record.

use std::time::Duration;

use fp_contract::Timestamp;
use fp_contract::scope::Scope;
use fp_contract::token::{ApiToken, ApiTokenCreate, NewApiToken};
use serde_json::json;

use super::audit::{self, Actor};

use super::error::{Error, Result};
use super::{Platform, identifier, quotas};
use crate::store::{ApiTokenRecord, UserId, UserRecord};

/// Begins every API token, so that it can be told from a session and found by scanners of leaked secrets.
const PREFIX: &str = "fp_";
/// How exactly the last use is kept, in milliseconds: a write a minute at most.
const USE_RESOLUTION: u64 = 60_000;
/// Most characters of a name.
const MAX_NAME: usize = 100;
/// Most days until a token ends.
const MAX_DAYS: u32 = 3650;

/// The tokens of an account, newest first.
pub async fn list(platform: &Platform, user: &UserId) -> Result<Vec<ApiToken>> {
    let tokens = platform.store.api_tokens_of(user).await?;
    Ok(tokens.into_iter().map(shown).collect())
}

/// Makes a token; its secret is in the answer and nowhere else.
pub async fn create(
    platform: &Platform,
    user: &UserRecord,
    actor: &Actor,
    request: ApiTokenCreate,
) -> Result<NewApiToken> {
    check(&request, user)?;
    let secret = format!("{PREFIX}{}", identifier::secret());
    let now = Timestamp::now();
    let mut scopes = request.scopes;
    scopes.sort_unstable();
    scopes.dedup();
    let days = |days: u32| now.after(Duration::from_hours(24 * u64::from(days)));
    let token = ApiTokenRecord {
        id: identifier::sortable(),
        user_id: user.id.clone(),
        name: request.name.trim().to_owned(),
        digest: identifier::digest(&secret),
        scopes: scopes.iter().map(ToString::to_string).collect(),
        created_at: now,
        last_used_at: None,
        expires_at: request.expires_in_days.map(days),
    };
    let limit = quotas::limits(platform, user).tokens;
    platform.store.create_api_token(&token, limit).await?;
    let details = json!({"name": token.name, "scopes": token.scopes});
    audit::record(platform, actor, "token.create", Some(&token.id), details).await;
    let token = shown(token);
    Ok(NewApiToken { token, secret })
}

/// Deletes a token and ends the streams it opened.
pub async fn delete(platform: &Platform, user: &UserId, actor: &Actor, id: &str) -> Result<()> {
    platform.store.delete_api_token(user, id).await?;
    platform.endings.end(id);
    audit::record(platform, actor, "token.delete", Some(id), json!(null)).await;
    Ok(())
}

fn check(request: &ApiTokenCreate, user: &UserRecord) -> Result<()> {
    let refuse = |field, message: String| Err(Error::Field { field, message });
    let name = request.name.trim();
    if name.is_empty() || name.chars().count() > MAX_NAME || name.chars().any(char::is_control) {
        return refuse("name", format!("must be 1 to {MAX_NAME} characters"));
    }
    if request.scopes.is_empty() {
        return refuse("scopes", "must name at least one scope".to_owned());
    }
    if request.scopes.contains(&Scope::Admin) && !user.is_admin {
        return refuse("scopes", "admin is for operators".to_owned());
    }
    match request.expires_in_days {
        Some(days) if !(1..=MAX_DAYS).contains(&days) => {
            refuse("expires_in_days", format!("must be 1 to {MAX_DAYS}"))
        }
        _ => Ok(()),
    }
}

fn shown(token: ApiTokenRecord) -> ApiToken {
    ApiToken {
        id: token.id,
        name: token.name,
        scopes: token.scopes.iter().filter_map(|word| word.parse().ok()).collect(),
        created_at: token.created_at,
        last_used_at: token.last_used_at,
        expires_at: token.expires_at,
    }
}

/// Whether this is the text of an API token.
pub(super) fn is_api_token(text: &str) -> bool {
    text.starts_with(PREFIX)
}

/// The token with this text, when its time is not over; notes that it is used.
pub(super) async fn present(platform: &Platform, text: &str) -> Result<ApiTokenRecord> {
    let now = Timestamp::now();
    let token = platform
        .store
        .api_token_by_digest(&identifier::digest(text))
        .await?;
    let token = token
        .filter(|token| counts(token, now))
        .ok_or(Error::Unauthenticated)?;
    let unnoted = token
        .last_used_at
        .is_none_or(|used| now.milliseconds_since(used) >= USE_RESOLUTION);
    if unnoted {
        note_use(platform, token.id.clone(), now);
    }
    Ok(token)
}

/// Refuses a token of this account that was deleted or whose time is over.
pub(super) async fn still_counts(platform: &Platform, user: &UserId, id: &str) -> Result<()> {
    let now = Timestamp::now();
    let tokens = platform.store.api_tokens_of(user).await?;
    let valid = tokens.iter().any(|token| token.id == id && counts(token, now));
    valid.then_some(()).ok_or(Error::Unauthenticated)
}

fn counts(token: &ApiTokenRecord, now: Timestamp) -> bool {
    token.expires_at.is_none_or(|end| now < end)
}

/// Beside the request: it need not wait for the write, and is not refused when that fails.
fn note_use(platform: &Platform, token: String, at: Timestamp) {
    let store = platform.store.clone();
    tokio::spawn(async move {
        if let Err(error) = store.touch_api_token(&token, at).await {
            tracing::warn!(%error, "the use of an API token was not noted");
        }
    });
}
