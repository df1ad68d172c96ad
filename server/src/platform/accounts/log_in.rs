//! Logging in.

use std::time::Duration;

use fp_contract::user::{LogIn, Token};
use serde_json::json;
use tokio::time::{Instant, sleep_until};

use crate::platform::audit::{self, Actor};
use crate::platform::error::{Error, Result};
use crate::platform::sessions::{self, Origin};
use crate::platform::throttle::{Attempt, network};
use crate::platform::{Platform, passwords, tokens};
use crate::store::{UserChange, UserRecord};

/// A failure is answered no sooner: hashes of the existing platform take another time than ours, and nobody's has none.
const FAILURE_TAKES: Duration = Duration::from_millis(400);
/// Failures from one place of which each is in the audit log; after them only every power of two is, so that a guesser cannot
/// fill the disk.
const AUDITED_FAILURES: u32 = 20;

/// Exchanges name and password for a token. An unknown name takes as long as a wrong password and says the same.
pub async fn log_in(platform: &Platform, request: LogIn, origin: &Origin) -> Result<Token> {
    let user = platform.store.user_by_name(&request.username).await?;
    let attempt = attempt(platform, &request.username, user.as_ref(), origin).await?;
    platform.throttle.admit(&attempt).await?;
    let answered = Instant::now() + FAILURE_TAKES;
    let hash = user.as_ref().map(|user| user.password_hash.clone());
    let right = passwords::verify(request.password.clone(), hash).await?;
    let Some(user) = user.as_ref().filter(|_| right) else {
        note_failure(platform, &request.username, user.as_ref(), &attempt, origin).await;
        sleep_until(answered).await;
        return Err(Error::WrongCredentials);
    };
    platform.throttle.succeeded(attempt);
    if user.suspended_at.is_some() {
        return Err(Error::Suspended);
    }
    renew_hash(platform, user, request.password).await?;
    let lifetime = platform.settings.sessions.absolute;
    let access_token = sessions::start(platform, &user.id, origin, lifetime, None).await?;
    let actor = Actor {
        user: Some(user.id.clone()),
        address: origin.address,
        ..Actor::default()
    };
    audit::record(platform, &actor, "log_in", Some(&user.id.0), json!(null)).await;
    Ok(Token {
        access_token,
        token_type: "bearer".to_owned(),
    })
}

/// The attempt as the throttle counts it: an earlier token of the account proves the device, a session of it the address.
async fn attempt(
    platform: &Platform,
    name: &str,
    user: Option<&UserRecord>,
    origin: &Origin,
) -> Result<Attempt> {
    let Some(user) = user else {
        return Ok(platform.throttle.attempt(name, origin.address, None, false));
    };
    let earlier = origin
        .token
        .as_deref()
        .and_then(|token| tokens::recognise(&platform.settings.secret_key, token))
        .filter(|named| named.user_id == user.id);
    let here = network(origin.address);
    let sessions = platform.store.sessions_of(&user.id).await?;
    let known = sessions.iter().any(|session| {
        let address = session.address.as_ref().and_then(|text| text.parse().ok());
        session.operator.is_none() && here.is_some() && network(address) == here
    });
    let device = earlier.map(|named| named.session);
    Ok(platform.throttle.attempt(name, origin.address, device, known))
}

async fn note_failure(
    platform: &Platform,
    name: &str,
    user: Option<&UserRecord>,
    attempt: &Attempt,
    origin: &Origin,
) {
    let failures = platform.throttle.failed(attempt);
    if failures > AUDITED_FAILURES && !failures.is_power_of_two() {
        return;
    }
    let actor = Actor {
        address: origin.address,
        ..Actor::default()
    };
    let name: String = name.chars().take(64).collect();
    let details = json!({"username": name, "failures_from_there": failures});
    let target = user.map(|user| user.id.0.as_str());
    audit::record(platform, &actor, "log_in.failed", target, details).await;
}

/// Replaces a hash of the existing platform, now that the password is known.
async fn renew_hash(platform: &Platform, user: &UserRecord, password: String) -> Result<()> {
    if !passwords::is_outdated(&user.password_hash) {
        return Ok(());
    }
    let change = UserChange {
        password_hash: Some(passwords::hash(password).await?),
        ..UserChange::default()
    };
    platform.store.change_user(&user.id, &change).await?;
    Ok(())
}
