//! API tokens: for scripts, with a name, scopes and an end.

use async_trait::async_trait;
use fp_contract::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Result, UserId};

/// A token without its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiTokenRecord {
    /// 24 hex digits.
    pub id: String,
    /// Whose.
    pub user_id: UserId,
    /// The owner's name for it, unique among the owner's tokens without regard to case.
    pub name: String,
    /// SHA-256 of the secret in hex; unique.
    pub digest: String,
    /// What it may do, as words of the API.
    pub scopes: Vec<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
    /// When it ends; never when absent.
    pub expires_at: Option<Timestamp>,
}

/// Tokens by digest and by account.
#[async_trait]
pub trait ApiTokens: Send + Sync + 'static {
    /// Adds a token. `Taken("token name")` when the account has one of this name, `LimitReached` when it has `limit` tokens,
    /// `NotFound("user")` when there is no such account.
    async fn create_api_token(&self, token: &ApiTokenRecord, limit: u32) -> Result<()>;
    /// The token with this digest, ended by time or not.
    async fn api_token_by_digest(&self, digest: &str) -> Result<Option<ApiTokenRecord>>;
    /// The tokens of an account, newest first, ended ones as well.
    async fn api_tokens_of(&self, user: &UserId) -> Result<Vec<ApiTokenRecord>>;
    /// Notes that it was used.
    async fn touch_api_token(&self, id: &str, at: Timestamp) -> Result<()>;
    /// Removes one token of an account. `NotFound("token")` when the account has no such token.
    async fn delete_api_token(&self, user: &UserId, id: &str) -> Result<()>;
}
