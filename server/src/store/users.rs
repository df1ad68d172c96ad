//! Accounts.

use async_trait::async_trait;
use fp_contract::Timestamp;
use fp_contract::quota::Quota;
use serde::{Deserialize, Serialize};

use super::{Page, Result, UserId};

/// An account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserRecord {
    /// Identifier.
    pub id: UserId,
    /// Unique without regard to case; kept as typed.
    pub username: String,
    /// Unique without regard to case; kept as typed.
    pub email: String,
    /// The password's hash: a PHC string of Argon2id, or what the existing platform wrote (bcrypt).
    pub password_hash: String,
    /// When it was created.
    pub created_at: Timestamp,
    /// Whether this is an operator.
    pub is_admin: bool,
    /// Since when it may not log in and none of its sessions and tokens count.
    pub suspended_at: Option<Timestamp>,
    /// What an operator allows it beyond or below the platform's own limits.
    pub quota: Option<Quota>,
    /// Identifiers of the templates it does not want to see.
    pub hidden_templates: Vec<String>,
}

/// Changes of an account; `None` leaves one as it is.
#[derive(Clone, Debug, Default)]
pub struct UserChange {
    /// Another address.
    pub email: Option<String>,
    /// The hash of another password.
    pub password_hash: Option<String>,
    /// Whether it is an operator.
    pub is_admin: Option<bool>,
    /// Since when it is suspended; the inner `None` lets it in again.
    pub suspended_at: Option<Option<Timestamp>>,
    /// What an operator allows it; the inner `None` goes back to the platform's own limits.
    pub quota: Option<Option<Quota>>,
    /// The templates it does not want to see.
    pub hidden_templates: Option<Vec<String>>,
}

/// Accounts by identifier and by name.
#[async_trait]
pub trait Users: Send + Sync + 'static {
    /// Adds an account. `Taken` when the name or the address is in use, without regard to case.
    ///
    /// With `first` set, adds it only while there is no account at all and answers `Taken("first account")` otherwise.
    async fn create_user(&self, user: &UserRecord, first: bool) -> Result<()>;
    /// The account with this name, without regard to case.
    async fn user_by_name(&self, username: &str) -> Result<Option<UserRecord>>;
    /// The account with this identifier.
    async fn user(&self, id: &UserId) -> Result<Option<UserRecord>>;
    /// Accounts, newest first.
    async fn users(&self, page: &Page) -> Result<Vec<UserRecord>>;
    /// How many accounts there are.
    async fn count_users(&self) -> Result<u64>;
    /// Changes an account. `LastOperator` when no operator who is not suspended would be left, `Taken("email")` as for
    /// [`Self::create_user`].
    async fn change_user(&self, id: &UserId, change: &UserChange) -> Result<UserRecord>;
    /// Removes an account with its sessions, those in which it acts as somebody else, its tokens, codes, templates and
    /// idempotency keys; its apps become `Deleted` in the same step and are reconciled until their removal is finished. Name and
    /// address are free again. `LastOperator` as above; `InUse("database")` while a database of its is in the record, because
    /// nothing else remembers what is to be dropped.
    async fn delete_user(&self, id: &UserId) -> Result<()>;
}
