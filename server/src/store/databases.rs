//! Tenant databases: which there are, and the sealed login of each.
//!
//! The databases themselves are made and dropped elsewhere; this is the record of them.

use async_trait::async_trait;
use fp_contract::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Result, UserId};

/// How far a database is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DatabaseState {
    /// Recorded; the engine has not confirmed it yet.
    Provisioning,
    /// Its login was seen to work.
    Ready,
    /// It is being dropped; no app may use it any more.
    Dropping,
}

/// A tenant database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatabaseRecord {
    /// `default` or 8 hex digits; unique among the owner's.
    pub id: String,
    /// Owner.
    pub user_id: UserId,
    /// The owner's name for it, unique among the owner's without regard to case.
    pub name: String,
    /// The owner's words about it.
    pub description: Option<String>,
    /// Whether apps that name no database use it; at most one of an owner's is.
    pub is_default: bool,
    /// Its name in `MongoDB`: `user_{user}_{id}`.
    pub mongo_database: String,
    /// The login that has rights on it alone.
    pub login: String,
    /// The login's password, sealed.
    pub password: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// How far it is.
    pub state: DatabaseState,
}

/// Changes of a database; `None` leaves one as it is.
#[derive(Clone, Debug, Default)]
pub struct DatabaseChange {
    /// Another name.
    pub name: Option<String>,
    /// Other words about it; the inner `None` removes them.
    pub description: Option<Option<String>>,
    /// Makes it the default one in place of another.
    pub make_default: bool,
    /// Another sealed password.
    pub password: Option<String>,
    /// How far it is.
    pub state: Option<DatabaseState>,
}

/// Tenant databases by owner.
#[async_trait]
pub trait Databases: Send + Sync + 'static {
    /// Records a database. `Taken("database name")` or `Taken("database id")`; `LimitReached` when the owner has `limit`,
    /// `NotFound("user")` when there is no such owner.
    /// With `is_default` set, the owner's other ones are the default no more.
    async fn create_database(&self, database: &DatabaseRecord, limit: u32) -> Result<()>;
    /// One database of an owner.
    async fn database(&self, user: &UserId, id: &str) -> Result<Option<DatabaseRecord>>;
    /// All databases of an owner, oldest first.
    async fn databases_of(&self, user: &UserId) -> Result<Vec<DatabaseRecord>>;
    /// All databases of everybody, by owner and age.
    async fn all_databases(&self) -> Result<Vec<DatabaseRecord>>;
    /// Changes a database. Moving to `Dropping` answers `InUse("database")` while an app of the owner that is not deleted names it.
    async fn change_database(
        &self,
        user: &UserId,
        id: &str,
        change: &DatabaseChange,
    ) -> Result<DatabaseRecord>;
    /// Writes the same password sealed anew. `false`, and nothing written, when the stored one is not `sealed` any more.
    async fn reseal_database(&self, user: &UserId, id: &str, sealed: &str, anew: &str) -> Result<bool>;
    /// Forgets a database that was dropped. Nothing when there is none.
    async fn forget_database(&self, user: &UserId, id: &str) -> Result<()>;
}
