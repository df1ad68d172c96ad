//! Accounts.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Timestamp;

/// An account as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct User {
    /// 24 hex digits.
    pub id: String,
    /// Unique name, without regard to case.
    pub username: String,
    /// Unique address, without regard to case.
    pub email: String,
    /// When it was created.
    pub created_at: Timestamp,
    /// Whether this is an operator.
    #[serde(default)]
    pub is_admin: bool,
}

/// `POST /api/auth/signup`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct SignUp {
    /// 3 to 64 of `[A-Za-z0-9_-]`.
    pub username: String,
    /// An e-mail address.
    pub email: String,
    /// 8 to 256 characters.
    pub password: String,
    /// The one-time code the server printed; makes the first operator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator_code: Option<String>,
}

/// `POST /api/auth/login`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct LogIn {
    /// The name.
    pub username: String,
    /// The password.
    pub password: String,
}

/// The reply to a log-in.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Token {
    /// Sent back as `Authorization: Bearer …`.
    pub access_token: String,
    /// Always `bearer`.
    pub token_type: String,
}
