//! API tokens.

use async_trait::async_trait;
use fp_contract::Timestamp;
use futures_util::TryStreamExt as _;
use mongodb::bson::doc;
use serde::{Deserialize, Serialize};

use super::collections::Collections;
use super::fault::Outcome;
use super::values::{date, optional_time, time};
use super::work::Work;
use super::{MongoStore, users};
use crate::store::{ApiTokenRecord, ApiTokens, Result, StoreError, UserId};

/// A token as its document has it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct ApiTokenDocument {
    #[serde(rename = "_id")]
    pub(super) id: String,
    user_id: UserId,
    name: String,
    name_key: String,
    digest: String,
    scopes: Vec<String>,
    #[serde(with = "time")]
    created_at: Timestamp,
    #[serde(with = "optional_time")]
    last_used_at: Option<Timestamp>,
    #[serde(with = "optional_time")]
    expires_at: Option<Timestamp>,
}

#[async_trait]
impl ApiTokens for MongoStore {
    async fn create_api_token(&self, token: &ApiTokenRecord, limit: u32) -> Result<()> {
        self.transact((ApiTokenDocument::of(token), limit), |work, (token, limit)| {
            Box::pin(create(work, token, *limit))
        })
        .await
    }

    async fn api_token_by_digest(&self, digest: &str) -> Result<Option<ApiTokenRecord>> {
        let filter = doc! { "digest": digest };
        self.run(async move |collections: Collections| {
            let found = collections.api_tokens().find_one(filter).await?;
            Ok(found.map(ApiTokenDocument::record))
        })
        .await
    }

    async fn api_tokens_of(&self, user: &UserId) -> Result<Vec<ApiTokenRecord>> {
        let filter = doc! { "user_id": &user.0 };
        self.run(async move |collections: Collections| {
            let found = collections
                .api_tokens()
                .find(filter)
                .sort(doc! { "created_at": -1, "_id": -1 })
                .await?;
            Ok(found.map_ok(ApiTokenDocument::record).try_collect().await?)
        })
        .await
    }

    async fn touch_api_token(&self, id: &str, at: Timestamp) -> Result<()> {
        let (filter, update) = (doc! { "_id": id }, doc! { "$set": { "last_used_at": date(at) } });
        self.run(async move |collections: Collections| {
            collections.api_tokens().update_one(filter, update).await?;
            Ok(())
        })
        .await
    }

    async fn delete_api_token(&self, user: &UserId, id: &str) -> Result<()> {
        let filter = doc! { "_id": id, "user_id": &user.0 };
        self.run(async move |collections: Collections| {
            let deleted = collections.api_tokens().delete_one(filter).await?;
            if deleted.deleted_count == 0 {
                return Err(StoreError::NotFound("token").into());
            }
            Ok(())
        })
        .await
    }
}

impl ApiTokenDocument {
    /// The document of a token.
    pub(super) fn of(token: &ApiTokenRecord) -> Self {
        let token = token.clone();
        Self {
            id: token.id,
            user_id: token.user_id,
            name_key: token.name.to_lowercase(),
            name: token.name,
            digest: token.digest,
            scopes: token.scopes,
            created_at: token.created_at,
            last_used_at: token.last_used_at,
            expires_at: token.expires_at,
        }
    }

    /// The token.
    pub(super) fn record(self) -> ApiTokenRecord {
        ApiTokenRecord {
            id: self.id,
            user_id: self.user_id,
            name: self.name,
            digest: self.digest,
            scopes: self.scopes,
            created_at: self.created_at,
            last_used_at: self.last_used_at,
            expires_at: self.expires_at,
        }
    }
}

async fn create(work: &mut Work, token: &ApiTokenDocument, limit: u32) -> Outcome<()> {
    users::lock(work, &token.user_id).await?;
    let tokens = work.collections.api_tokens();
    let count = tokens
        .count_documents(doc! { "user_id": &token.user_id.0 })
        .session(&mut work.session)
        .await?;
    if count >= limit.into() {
        return Err(StoreError::LimitReached { limit }.into());
    }
    tokens.insert_one(token).session(&mut work.session).await?;
    Ok(())
}
