//! Sessions, kept by identifier.

use async_trait::async_trait;
use fp_contract::Timestamp;

use super::{Afterwards, Cached};
use crate::store::{Result, SessionRecord, Sessions, UserId};

#[async_trait]
impl Sessions for Cached {
    async fn create_session(&self, session: &SessionRecord) -> Result<()> {
        let _afterwards = Afterwards(|| self.sessions.forget(&session.id));
        self.store.create_session(session).await
    }

    async fn session(&self, id: &str) -> Result<Option<SessionRecord>> {
        self.sessions.get(id, async || self.store.session(id).await).await
    }

    async fn sessions_of(&self, user: &UserId) -> Result<Vec<SessionRecord>> {
        self.store.sessions_of(user).await
    }

    async fn touch_session(&self, id: &str, at: Timestamp) -> Result<()> {
        let _afterwards = Afterwards(|| self.sessions.forget(id));
        self.store.touch_session(id, at).await
    }

    async fn end_session(&self, user: &UserId, id: &str) -> Result<()> {
        let _afterwards = Afterwards(|| self.sessions.forget(id));
        self.store.end_session(user, id).await
    }

    async fn end_sessions_of(&self, user: &UserId, except: Option<&str>) -> Result<Vec<String>> {
        let _afterwards = Afterwards(|| self.sessions.forget_where(|session| session.user_id == *user));
        self.store.end_sessions_of(user, except).await
    }

    async fn prune_sessions(&self, now: Timestamp) -> Result<()> {
        let _afterwards = Afterwards(|| self.sessions.forget_where(|session| session.expires_at <= now));
        self.store.prune_sessions(now).await
    }
}
