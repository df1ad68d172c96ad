//! Idempotency keys: a create that is sent twice happens once.

use async_trait::async_trait;
use fp_contract::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Result, UserId};

/// A reply to be given again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredReply {
    /// HTTP status.
    pub status: u16,
    /// The body.
    pub body: String,
}

/// A key and the request it stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdempotencyRecord {
    /// Who sent it.
    pub user_id: UserId,
    /// The key, unique among the sender's.
    pub key: String,
    /// A hash over operation and body.
    pub fingerprint: String,
    /// When it came first.
    pub created_at: Timestamp,
    /// When it is forgotten.
    pub expires_at: Timestamp,
    /// The reply, once there is one.
    pub reply: Option<StoredReply>,
}

/// What a key is found to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyClaim {
    /// New: the request is to be carried out.
    New,
    /// The same request is being carried out.
    Running,
    /// The same request was carried out.
    Done(StoredReply),
    /// The key was used for another request.
    Mismatch,
}

/// Keys by sender.
#[async_trait]
pub trait IdempotencyKeys: Send + Sync + 'static {
    /// Claims the key for this request. One whose time was over at `record.created_at` counts as new.
    async fn claim_key(&self, record: &IdempotencyRecord) -> Result<KeyClaim>;
    /// Keeps the reply.
    async fn finish_key(&self, user: &UserId, key: &str, reply: &StoredReply) -> Result<()>;
    /// Gives the key up: the request was not carried out.
    async fn release_key(&self, user: &UserId, key: &str) -> Result<()>;
    /// Forgets keys whose time was over at `now`.
    async fn prune_keys(&self, now: Timestamp) -> Result<()>;
}
