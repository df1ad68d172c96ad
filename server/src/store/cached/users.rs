//! Accounts, kept by identifier.

use async_trait::async_trait;

use super::{Afterwards, Cached};
use crate::store::{Page, Result, SessionRecord, UserChange, UserId, UserRecord, Users};

#[async_trait]
impl Users for Cached {
    async fn create_user(&self, user: &UserRecord, first: bool) -> Result<()> {
        self.store.create_user(user, first).await
    }

    async fn user_by_name(&self, username: &str) -> Result<Option<UserRecord>> {
        self.store.user_by_name(username).await
    }

    async fn user(&self, id: &UserId) -> Result<Option<UserRecord>> {
        self.users.get(id, async || self.store.user(id).await).await
    }

    async fn users(&self, page: &Page) -> Result<Vec<UserRecord>> {
        self.store.users(page).await
    }

    async fn count_users(&self) -> Result<u64> {
        self.store.count_users().await
    }

    async fn change_user(&self, id: &UserId, change: &UserChange) -> Result<UserRecord> {
        let _afterwards = Afterwards(|| self.users.forget(id));
        self.store.change_user(id, change).await
    }

    async fn delete_user(&self, id: &UserId) -> Result<()> {
        let _afterwards = Afterwards(|| {
            self.users.forget(id);
            self.apps.forget(id);
            self.sessions.forget_where(|session| concerns(session, id));
            self.tokens.forget_where(|token| token.user_id == *id);
        });
        self.store.delete_user(id).await
    }
}

/// Whether it is the account's, or the account acts in it.
fn concerns(session: &SessionRecord, id: &UserId) -> bool {
    session.user_id == *id || session.operator.as_ref() == Some(id)
}
