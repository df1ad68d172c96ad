//! Idempotency keys.

use async_trait::async_trait;
use fp_contract::Timestamp;
use mongodb::bson::doc;
use serde::{Deserialize, Serialize};

use super::MongoStore;
use super::collections::Collections;
use super::fault::Outcome;
use super::values::{bson, date, time};
use super::work::Work;
use crate::store::{IdempotencyKeys, IdempotencyRecord, KeyClaim, Result, StoredReply, UserId};

/// A key as its document has it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct KeyDocument {
    #[serde(rename = "_id")]
    pub(super) id: String,
    user_id: UserId,
    key: String,
    fingerprint: String,
    #[serde(with = "time")]
    created_at: Timestamp,
    #[serde(with = "time")]
    expires_at: Timestamp,
    reply: Option<StoredReply>,
}

#[async_trait]
impl IdempotencyKeys for MongoStore {
    async fn claim_key(&self, record: &IdempotencyRecord) -> Result<KeyClaim> {
        self.transact(KeyDocument::of(record), |work, key| Box::pin(claim(work, key)))
            .await
    }

    async fn finish_key(&self, user: &UserId, key: &str, reply: &StoredReply) -> Result<()> {
        let filter = doc! { "_id": id(user, key) };
        let update = doc! { "$set": { "reply": bson(reply)? } };
        self.run(async move |collections: Collections| {
            collections.idempotency_keys().update_one(filter, update).await?;
            Ok(())
        })
        .await
    }

    async fn release_key(&self, user: &UserId, key: &str) -> Result<()> {
        let filter = doc! { "_id": id(user, key), "reply": null };
        self.run(async move |collections: Collections| {
            collections.idempotency_keys().delete_one(filter).await?;
            Ok(())
        })
        .await
    }

    async fn prune_keys(&self, now: Timestamp) -> Result<()> {
        let filter = doc! { "expires_at": { "$lte": date(now) } };
        self.run(async move |collections: Collections| {
            collections.idempotency_keys().delete_many(filter).await?;
            Ok(())
        })
        .await
    }
}

impl KeyDocument {
    /// The document of a key.
    pub(super) fn of(record: &IdempotencyRecord) -> Self {
        let record = record.clone();
        Self {
            id: id(&record.user_id, &record.key),
            user_id: record.user_id,
            key: record.key,
            fingerprint: record.fingerprint,
            created_at: record.created_at,
            expires_at: record.expires_at,
            reply: record.reply,
        }
    }

    /// The key.
    pub(super) fn record(self) -> IdempotencyRecord {
        IdempotencyRecord {
            user_id: self.user_id,
            key: self.key,
            fingerprint: self.fingerprint,
            created_at: self.created_at,
            expires_at: self.expires_at,
            reply: self.reply,
        }
    }
}

/// The identifier of the document: an account's has no `/`.
fn id(user: &UserId, key: &str) -> String {
    format!("{user}/{key}")
}

async fn claim(work: &mut Work, key: &KeyDocument) -> Outcome<KeyClaim> {
    let keys = work.collections.idempotency_keys();
    let filter = doc! { "_id": &key.id };
    let earlier = keys
        .find_one(filter.clone())
        .session(&mut work.session)
        .await?
        .filter(|earlier| earlier.expires_at > key.created_at);
    Ok(match earlier {
        None => {
            keys.replace_one(filter, key)
                .upsert(true)
                .session(&mut work.session)
                .await?;
            KeyClaim::New
        }
        Some(earlier) if earlier.fingerprint != key.fingerprint => KeyClaim::Mismatch,
        Some(earlier) => earlier.reply.map_or(KeyClaim::Running, KeyClaim::Done),
    })
}
