//! What operators do with accounts. Every act is in the audit log, with the operator as its actor.
//!
//! That whoever asks is an operator is known already: see `api::session::Operator`.

mod act_as;
mod create;
mod delete;
mod list;
mod reset_code;
mod sessions;
mod set_admin;
mod set_quota;
mod suspend;

use super::Platform;
use super::audit::Actor;
use super::error::{Error, Result};
use crate::store::{UserId, UserRecord};

pub use act_as::act_as;
pub use create::create;
pub use delete::delete;
pub use list::list;
pub use reset_code::reset_code;
pub use sessions::{end_all_sessions, end_session, list_sessions};
pub use set_admin::set_admin;
pub use set_quota::set_quota;
pub use suspend::{suspend, unsuspend};

async fn find(platform: &Platform, id: &UserId) -> Result<UserRecord> {
    platform.store.user(id).await?.ok_or(Error::NotFound("user"))
}

/// Whether the operator would do it to himself.
fn is_own(actor: &Actor, id: &UserId) -> bool {
    actor.user.as_ref() == Some(id)
}
