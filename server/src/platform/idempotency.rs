//! Idempotency keys: a request that is sent twice is carried out once, and both get the same reply.
//!
//! A reply may hold a secret (a new token, a password), so it is sealed at rest. Only successes are kept: what was refused
//! changed nothing and may be tried again under the same key.

use std::time::Duration;

use fp_contract::Timestamp;
use tokio::time::{MissedTickBehavior, interval};

use super::Platform;
use super::error::{Error, Result};
use crate::store::{IdempotencyRecord, KeyClaim, StoredReply, UserId};

/// How long a key stands for its request: a day.
const LIFETIME_MICROSECONDS: i64 = 24 * 60 * 60 * 1_000_000;
/// How often keys whose time is over are forgotten.
const PRUNE_INTERVAL: Duration = Duration::from_hours(1);

/// What becomes of a request with a key.
pub enum Claim {
    /// It is to be carried out, and then settled.
    New(Pending),
    /// It was carried out; this is the reply.
    Done(StoredReply),
    /// It is being carried out.
    Running,
    /// The key stands for another request.
    Mismatch,
}

/// A request that is being carried out. Dropped unsettled, it gives its key up: a panic must not block the key for a day.
pub struct Pending {
    platform: Platform,
    user: UserId,
    key: String,
    is_settled: bool,
}

/// Claims the key for a request of this user; `fingerprint` differs between requests.
pub async fn claim(platform: &Platform, user: &UserId, key: &str, fingerprint: String) -> Result<Claim> {
    let now = Timestamp::now();
    let record = IdempotencyRecord {
        user_id: user.clone(),
        key: key.to_owned(),
        fingerprint,
        created_at: now,
        expires_at: Timestamp::from_microseconds(now.as_microseconds() + LIFETIME_MICROSECONDS),
        reply: None,
    };
    Ok(match platform.store.claim_key(&record).await? {
        KeyClaim::New => Claim::New(Pending {
            platform: platform.clone(),
            user: record.user_id,
            key: record.key,
            is_settled: false,
        }),
        KeyClaim::Running => Claim::Running,
        KeyClaim::Mismatch => Claim::Mismatch,
        KeyClaim::Done(reply) => {
            let body = platform.settings.vault.open_reply(user, key, &reply.body);
            let body = body.map_err(|error| Error::Internal(error.to_string()))?;
            Claim::Done(StoredReply { body, ..reply })
        }
    })
}

impl Pending {
    /// Keeps the reply. When that fails, the reply is given all the same: what was asked for is done.
    pub async fn finish(mut self, status: u16, body: &str) {
        self.is_settled = true;
        let body = self
            .platform
            .settings
            .vault
            .seal_reply(&self.user, &self.key, body);
        let reply = StoredReply { status, body };
        let kept = self
            .platform
            .store
            .finish_key(&self.user, &self.key, &reply)
            .await;
        if let Err(error) = kept {
            tracing::error!(%error, "the reply to a request with an idempotency key is not kept");
        }
    }

    /// Gives the key up: nothing was done.
    pub async fn release(mut self) {
        self.is_settled = true;
        release(&self.platform, &self.user, &self.key).await;
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        if !self.is_settled {
            let (platform, user) = (self.platform.clone(), self.user.clone());
            let key = std::mem::take(&mut self.key);
            tokio::spawn(async move { release(&platform, &user, &key).await });
        }
    }
}

async fn release(platform: &Platform, user: &UserId, key: &str) {
    if let Err(error) = platform.store.release_key(user, key).await {
        tracing::error!(%error, "an idempotency key could not be given up");
    }
}

/// Forgets keys whose time is over, for as long as the server runs.
pub async fn prune_regularly(platform: Platform) {
    let mut turns = interval(PRUNE_INTERVAL);
    turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        turns.tick().await;
        if let Err(error) = platform.store.prune_keys(Timestamp::now()).await {
            tracing::warn!(%error, "old idempotency keys are not forgotten yet");
        }
    }
}
