//! Sessions: what a log-in makes and an end takes away.

use async_trait::async_trait;
use fp_contract::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Result, UserId};

/// A session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRecord {
    /// 24 hex digits; named in the token.
    pub id: String,
    /// Whose.
    pub user_id: UserId,
    /// When the log-in was.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_used_at: Timestamp,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
    /// What the client called itself.
    pub client: Option<String>,
    /// The address it came from.
    pub address: Option<String>,
    /// The operator who acts as the user.
    pub operator: Option<UserId>,
}

/// Sessions by identifier and by account.
#[async_trait]
pub trait Sessions: Send + Sync + 'static {
    /// Adds a session.
    async fn create_session(&self, session: &SessionRecord) -> Result<()>;
    /// The session, ended by time or not.
    async fn session(&self, id: &str) -> Result<Option<SessionRecord>>;
    /// The sessions of an account, newest first; those whose time is over are left out.
    async fn sessions_of(&self, user: &UserId) -> Result<Vec<SessionRecord>>;
    /// Notes that it was used.
    async fn touch_session(&self, id: &str, at: Timestamp) -> Result<()>;
    /// Ends one session of an account. `NotFound("session")` when the account has no such session.
    async fn end_session(&self, user: &UserId, id: &str) -> Result<()>;
    /// Ends all sessions of an account except one, and names those ended.
    async fn end_sessions_of(&self, user: &UserId, except: Option<&str>) -> Result<Vec<String>>;
    /// Forgets sessions whose time was over at `now`.
    async fn prune_sessions(&self, now: Timestamp) -> Result<()>;
}
