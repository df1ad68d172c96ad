//! One-time codes.

use async_trait::async_trait;
use fp_contract::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Result, UserId};

/// What a code allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodePurpose {
    /// Choosing a new password without the old one.
    PasswordReset,
}

/// A code without its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeRecord {
    /// SHA-256 of the code in hex; unique.
    pub digest: String,
    /// For whom.
    pub user_id: UserId,
    /// For what.
    pub purpose: CodePurpose,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// Codes by digest.
#[async_trait]
pub trait Codes: Send + Sync + 'static {
    /// Adds a code in place of an older one for the same account and purpose.
    async fn create_code(&self, code: &CodeRecord) -> Result<()>;
    /// Takes the code away and answers with it, once, whoever asks first; `None` as well when its time was over at `now`.
    async fn take_code(
        &self,
        digest: &str,
        purpose: CodePurpose,
        now: Timestamp,
    ) -> Result<Option<CodeRecord>>;
}
