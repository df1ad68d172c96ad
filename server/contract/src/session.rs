//! Sessions as their owners see them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Timestamp;

/// A session: what a log-in makes and an end takes away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Session {
    /// 24 hex digits.
    pub id: String,
    /// When the log-in was.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_used_at: Timestamp,
    /// When it ends at the latest; one that is not used ends sooner.
    pub expires_at: Timestamp,
    /// What the client called itself.
    pub client: Option<String>,
    /// The address it came from.
    pub address: Option<String>,
    /// Identifier of the operator who acts as the user.
    pub operator: Option<String>,
    /// Whether it is the one that asks.
    pub is_current: bool,
}

/// That sessions were ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SessionsEnded {
    /// Always true.
    pub success: bool,
    /// How many.
    pub ended: usize,
}
