//! API tokens: for scripts and CI.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Timestamp;
use crate::scope::Scope;

/// A token without its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ApiToken {
    /// 24 hex digits.
    pub id: String,
    /// The owner's name for it.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
    /// When it ends; never when absent.
    pub expires_at: Option<Timestamp>,
}

/// `POST /api/auth/tokens`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ApiTokenCreate {
    /// 1 to 100 characters, unique among the owner's tokens without regard to case.
    pub name: String,
    /// What it may do; at least one. `admin` is for operators.
    pub scopes: Vec<Scope>,
    /// Days until it ends, 1 to 3,650; without it the token never ends.
    #[serde(default)]
    pub expires_in_days: Option<u32>,
}

/// A new token, with the secret that is shown this once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NewApiToken {
    /// The token.
    #[serde(flatten)]
    pub token: ApiToken,
    /// Sent as `Authorization: Bearer ...`; `fp_` and 64 hex digits.
    pub secret: String,
}
