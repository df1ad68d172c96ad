//! Accounts: made, logged in to, changed and removed by their owners. One operation, one file.

mod change_email;
mod change_password;
mod confirm;
mod fields;
mod log_in;
mod owner;
mod remove;
mod reset_password;
mod sign_up;

use fp_contract::user::User;

use crate::store::UserRecord;

pub use change_email::change_email;
pub use change_password::change_password;
pub(super) use fields::check_sign_up;
pub use log_in::log_in;
pub use owner::ensure_owner;
pub(super) use remove::remove;
pub use remove::remove_own;
pub use reset_password::reset_password;
pub(super) use sign_up::create;
pub use sign_up::sign_up;

/// The name of the account that a local server makes for its owner; nobody else can have it.
const OWNER: &str = "owner";

/// An account as its owner sees it.
pub fn shown(user: &UserRecord) -> User {
    User {
        id: user.id.0.clone(),
        username: user.username.clone(),
        email: user.email.clone(),
        created_at: user.created_at,
        is_admin: user.is_admin,
    }
}
