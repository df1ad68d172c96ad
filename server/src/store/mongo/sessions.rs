//! Sessions.

use async_trait::async_trait;
use fp_contract::Timestamp;
use futures_util::TryStreamExt as _;
use mongodb::bson::doc;
use serde::{Deserialize, Serialize};

use super::MongoStore;
use super::collections::Collections;
use super::values::{date, now, time};
use crate::store::{Result, SessionRecord, Sessions, StoreError, UserId};

/// A session as its document has it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct SessionDocument {
    #[serde(rename = "_id")]
    pub(super) id: String,
    user_id: UserId,
    #[serde(with = "time")]
    created_at: Timestamp,
    #[serde(with = "time")]
    last_used_at: Timestamp,
    #[serde(with = "time")]
    expires_at: Timestamp,
    client: Option<String>,
    address: Option<String>,
    operator: Option<UserId>,
}

#[async_trait]
impl Sessions for MongoStore {
    async fn create_session(&self, session: &SessionRecord) -> Result<()> {
        let session = SessionDocument::of(session);
        self.run(async move |collections: Collections| {
            let id = session.id.clone();
            collections
                .sessions()
                .replace_one(doc! { "_id": id }, session)
                .upsert(true)
                .await?;
            Ok(())
        })
        .await
    }

    async fn session(&self, id: &str) -> Result<Option<SessionRecord>> {
        let filter = doc! { "_id": id };
        self.run(async move |collections: Collections| {
            let found = collections.sessions().find_one(filter).await?;
            Ok(found.map(SessionDocument::record))
        })
        .await
    }

    async fn sessions_of(&self, user: &UserId) -> Result<Vec<SessionRecord>> {
        let filter = doc! { "user_id": &user.0, "expires_at": { "$gt": now() } };
        self.run(async move |collections: Collections| {
            let found = collections
                .sessions()
                .find(filter)
                .sort(doc! { "created_at": -1, "_id": -1 })
                .await?;
            Ok(found.map_ok(SessionDocument::record).try_collect().await?)
        })
        .await
    }

    async fn touch_session(&self, id: &str, at: Timestamp) -> Result<()> {
        let (filter, update) = (doc! { "_id": id }, doc! { "$set": { "last_used_at": date(at) } });
        self.run(async move |collections: Collections| {
            collections.sessions().update_one(filter, update).await?;
            Ok(())
        })
        .await
    }

    async fn end_session(&self, user: &UserId, id: &str) -> Result<()> {
        let filter = doc! { "_id": id, "user_id": &user.0 };
        self.run(async move |collections: Collections| {
            let ended = collections.sessions().delete_one(filter).await?;
            if ended.deleted_count == 0 {
                return Err(StoreError::NotFound("session").into());
            }
            Ok(())
        })
        .await
    }

    async fn end_sessions_of(&self, user: &UserId, except: Option<&str>) -> Result<Vec<String>> {
        let filter = doc! { "user_id": &user.0, "_id": { "$ne": except } };
        self.transact(filter, |work, filter| {
            Box::pin(async move {
                let sessions = work.collections.sessions();
                let ids = sessions
                    .distinct("_id", filter.clone())
                    .session(&mut work.session)
                    .await?;
                sessions
                    .delete_many(filter.clone())
                    .session(&mut work.session)
                    .await?;
                Ok(ids
                    .into_iter()
                    .filter_map(|id| id.as_str().map(str::to_owned))
                    .collect())
            })
        })
        .await
    }

    async fn prune_sessions(&self, now: Timestamp) -> Result<()> {
        let filter = doc! { "expires_at": { "$lte": date(now) } };
        self.run(async move |collections: Collections| {
            collections.sessions().delete_many(filter).await?;
            Ok(())
        })
        .await
    }
}

impl SessionDocument {
    /// The document of a session.
    pub(super) fn of(session: &SessionRecord) -> Self {
        let session = session.clone();
        Self {
            id: session.id,
            user_id: session.user_id,
            created_at: session.created_at,
            last_used_at: session.last_used_at,
            expires_at: session.expires_at,
            client: session.client,
            address: session.address,
            operator: session.operator,
        }
    }

    /// The session.
    pub(super) fn record(self) -> SessionRecord {
        SessionRecord {
            id: self.id,
            user_id: self.user_id,
            created_at: self.created_at,
            last_used_at: self.last_used_at,
            expires_at: self.expires_at,
            client: self.client,
            address: self.address,
            operator: self.operator,
        }
    }
}
