//! The audit log: who did what to whom. It is only ever added to.

use async_trait::async_trait;
use fp_contract::audit::AuditEntry;

use super::{Page, Result};

/// Which entries are asked for; `None` asks for all.
#[derive(Clone, Debug, Default)]
pub struct AuditFilter {
    /// Identifier of the account that acted.
    pub actor: Option<String>,
    /// What it was done to: an account's, app's or other record's identifier.
    pub target: Option<String>,
    /// The word for the act, or its beginning up to a dot (`user` finds `user.suspend`).
    pub action: Option<String>,
}

/// The audit log.
#[async_trait]
pub trait AuditLog: Send + Sync + 'static {
    /// Adds an entry.
    async fn append_audit(&self, entry: &AuditEntry) -> Result<()>;
    /// Entries, newest first: those whose identifier is below `page.after`, which need not exist.
    async fn audit(&self, filter: &AuditFilter, page: &Page) -> Result<Vec<AuditEntry>>;
}
