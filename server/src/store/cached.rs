//! A store that remembers what every request asks for: the session or token, its account, and the account's apps.
//!
//! Stands before an engine and is itself a store. A write that goes through it is seen by the next read, because the write
//! makes it forget what it changes, and a read that began earlier keeps nothing of what it found. What another server writes
//! to the same record is seen after [`LIFETIME`] at the latest. A caller that gives up in the middle of a write may see the
//! old record that long as well. What is not there is never remembered.

mod api_tokens;
mod apps;
mod deployments;
mod drafts;
mod passed_on;
mod sessions;
mod users;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;

use super::{ApiTokenRecord, AppRecord, Result, SessionRecord, Store, UserId, UserRecord};
use crate::cache::Cache;

/// How long a record is remembered.
pub const LIFETIME: Duration = Duration::from_secs(1);
/// Sessions, tokens and accounts remembered, of each; about half a kilobyte a record.
const RECORDS: usize = 4096;
/// Apps remembered in all lists together; about two kilobytes a record.
const APPS: usize = 8192;

/// An engine with a memory before it.
pub struct Cached {
    store: Arc<dyn Store>,
    users: Cache<UserId, UserRecord>,
    sessions: Cache<String, SessionRecord>,
    tokens: Cache<String, ApiTokenRecord>,
    apps: Cache<UserId, Arc<[AppRecord]>>,
}

impl Cached {
    /// Remembers what `store` answers.
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self {
            store,
            users: Cache::new(RECORDS, LIFETIME, |_| 1),
            sessions: Cache::new(RECORDS, LIFETIME, |_| 1),
            tokens: Cache::new(RECORDS, LIFETIME, |_| 1),
            apps: Cache::new(APPS, LIFETIME, |apps| apps.len() + 1),
        }
    }

    /// Forgets every list that has such an app.
    fn forget_lists_with(&self, concerned: impl Fn(&AppRecord) -> bool) {
        self.apps.forget_where(|apps| apps.iter().any(&concerned));
    }

    fn forget_everything(&self) {
        self.users.forget_where(|_| true);
        self.sessions.forget_where(|_| true);
        self.tokens.forget_where(|_| true);
        self.apps.forget_where(|_| true);
    }
}

/// Does something at the end of a write, however it ends.
struct Afterwards<F: Fn()>(F);

impl<F: Fn()> Drop for Afterwards<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

#[async_trait]
impl Store for Cached {
    fn name(&self) -> &'static str {
        self.store.name()
    }

    async fn ping(&self) -> Result<()> {
        self.store.ping().await
    }
}
