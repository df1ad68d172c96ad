//! What owners change about their accounts.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `PUT /api/auth/password`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct PasswordChange {
    /// The password as it is now.
    pub current_password: String,
    /// 8 to 256 characters, none of the 3,000 most common passwords.
    pub new_password: String,
}

/// `PUT /api/auth/email`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct EmailChange {
    /// The new address.
    pub email: String,
    /// The account's password.
    pub password: String,
}

/// `DELETE /api/auth/me`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct AccountRemoval {
    /// The account's password.
    pub password: String,
}

/// `POST /api/auth/reset`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct PasswordReset {
    /// The one-time code that an operator passed on.
    pub code: String,
    /// 8 to 256 characters, none of the 3,000 most common passwords.
    pub password: String,
}

/// That it was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Done {
    /// Always true.
    pub success: bool,
}

impl Done {
    /// It was done.
    pub const DONE: Self = Self { success: true };
}
