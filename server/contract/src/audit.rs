//! The audit log as operators read it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Timestamp;

/// Who did what to whom.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AuditEntry {
    /// 24 hex digits; later ones sort after earlier ones.
    pub id: String,
    /// When.
    pub at: Timestamp,
    /// Identifier of the account that acted; absent for the server itself and for log-ins to no account.
    pub actor: Option<String>,
    /// The actor's name at that time.
    pub actor_name: Option<String>,
    /// The account the actor acted as.
    pub on_behalf_of: Option<String>,
    /// The word for the act, such as `user.suspend`.
    pub action: String,
    /// Identifier of what it was done to.
    pub target: Option<String>,
    /// What was changed, without any secret.
    pub details: Option<serde_json::Value>,
    /// The address it came from.
    pub address: Option<String>,
}
