//! Accounts as operators see and change them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Timestamp;
use crate::quota::Quota;
use crate::user::User;

/// An account in `GET /api/admin/users`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ManagedUser {
    /// What its owner sees.
    #[serde(flatten)]
    pub user: User,
    /// Apps, deleted ones until they are purged as well.
    pub app_count: u64,
    /// Apps that should run and have a live revision.
    pub running_app_count: u64,
    /// Since when it is suspended.
    pub suspended_at: Option<Timestamp>,
    /// What it is allowed beyond or below the platform's own limits.
    pub quota: Option<Quota>,
}

/// `POST /api/admin/users`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct UserCreate {
    /// 3 to 64 of `[A-Za-z0-9_-]`.
    pub username: String,
    /// An e-mail address.
    pub email: String,
    /// 8 to 256 characters. Better left out: then nobody but the user ever knows the password, who chooses it with the
    /// one-time code in the answer.
    #[serde(default)]
    pub password: Option<String>,
}

/// A new account, with the one-time code its user chooses a password with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CreatedUser {
    /// The account.
    #[serde(flatten)]
    pub user: User,
    /// Present when the request named no password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reset: Option<ResetCode>,
}

/// A one-time code for `POST /api/auth/reset`, shown this once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ResetCode {
    /// To be passed on to the user by a way that nobody else reads.
    pub code: String,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// `PATCH /api/admin/users/{id}/admin`.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
pub struct AdminChange {
    /// Whether the account is to be an operator's.
    pub is_admin: bool,
}

/// The answer to it.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
pub struct AdminChanged {
    /// Always true.
    pub success: bool,
    /// Whether the account is an operator's now.
    pub is_admin: bool,
}

/// The answer to `DELETE /api/admin/users/{id}`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct UserDeleted {
    /// Always true.
    pub success: bool,
    /// Which one.
    pub deleted_user_id: String,
}
