//! The audit log: who did what to whom. It is only ever added to.

use std::net::IpAddr;

use fp_contract::Timestamp;
use fp_contract::audit::AuditEntry;
use serde_json::Value;

use super::error::Result;
use super::sessions::Access;
use super::{Platform, identifier};
use crate::store::{AuditFilter, Page, UserId};

/// Who acts.
#[derive(Clone, Debug, Default)]
pub struct Actor {
    /// The account; absent for the server itself and for log-ins to no account.
    pub user: Option<UserId>,
    /// The account an operator acts as.
    pub on_behalf_of: Option<UserId>,
    /// The address it comes from.
    pub address: Option<IpAddr>,
}

impl From<&Access> for Actor {
    fn from(access: &Access) -> Self {
        let user = access.operator.as_ref().unwrap_or(&access.user_id);
        Self {
            user: Some(user.clone()),
            on_behalf_of: access.operator.as_ref().map(|_| access.user_id.clone()),
            address: access.address,
        }
    }
}

/// Adds an entry about what was done. `action` is a word such as `user.suspend`, `target` the identifier of what it was done
/// to; `details` never hold a secret. What cannot be written to the record is at least in the server's own log.
pub async fn record(platform: &Platform, actor: &Actor, action: &str, target: Option<&str>, details: Value) {
    let entry = AuditEntry {
        id: identifier::sortable(),
        at: Timestamp::now(),
        actor: actor.user.as_ref().map(|user| user.0.clone()),
        actor_name: name_of(platform, actor).await,
        on_behalf_of: actor.on_behalf_of.as_ref().map(|user| user.0.clone()),
        action: action.to_owned(),
        target: target.map(str::to_owned),
        details: (!details.is_null()).then_some(details),
        address: actor.address.map(|address| address.to_string()),
    };
    if let Err(error) = platform.store.append_audit(&entry).await {
        tracing::error!(%error, ?entry, "an audit entry is not in the record");
    }
}

/// Entries, newest first.
pub async fn read(platform: &Platform, filter: &AuditFilter, page: &Page) -> Result<Vec<AuditEntry>> {
    Ok(platform.store.audit(filter, page).await?)
}

/// A name that cannot be read is left out; the identifier is what counts.
async fn name_of(platform: &Platform, actor: &Actor) -> Option<String> {
    let user = platform.store.user(actor.user.as_ref()?).await.ok()?;
    user.map(|user| user.username)
}
