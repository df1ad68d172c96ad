//! The audit log.

use async_trait::async_trait;
use fp_contract::Timestamp;
use fp_contract::audit::AuditEntry;
use futures_util::TryStreamExt as _;
use mongodb::bson::doc;
use serde::{Deserialize, Serialize};

use super::MongoStore;
use super::collections::Collections;
use super::fault::Outcome;
use super::values::time;
use crate::store::{AuditFilter, AuditLog, Page, Result};

/// An entry as its document has it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct AuditDocument {
    #[serde(rename = "_id")]
    pub(super) id: String,
    #[serde(with = "time")]
    at: Timestamp,
    actor: Option<String>,
    actor_name: Option<String>,
    on_behalf_of: Option<String>,
    action: String,
    target: Option<String>,
    /// JSON: any key may be in it, also ones a document may not have.
    details: Option<String>,
    address: Option<String>,
}

#[async_trait]
impl AuditLog for MongoStore {
    async fn append_audit(&self, entry: &AuditEntry) -> Result<()> {
        let entry = AuditDocument::of(entry)?;
        self.run(async move |collections: Collections| {
            let filter = doc! { "_id": &entry.id };
            collections
                .audit()
                .replace_one(filter, entry)
                .upsert(true)
                .await?;
            Ok(())
        })
        .await
    }

    async fn audit(&self, filter: &AuditFilter, page: &Page) -> Result<Vec<AuditEntry>> {
        let mut wanted = doc! {};
        if let Some(actor) = &filter.actor {
            wanted.insert("actor", actor);
        }
        if let Some(target) = &filter.target {
            wanted.insert("target", target);
        }
        if let Some(action) = &filter.action {
            // Everything from `user.` up to, and without, `user/`: the character after the dot.
            let below = doc! { "action": { "$gte": format!("{action}."), "$lt": format!("{action}/") } };
            wanted.insert("$or", vec![doc! { "action": action }, below]);
        }
        if let Some(after) = &page.after {
            wanted.insert("_id", doc! { "$lt": after });
        }
        let limit = i64::from(page.limit);
        self.run(async move |collections: Collections| {
            let found = collections
                .audit()
                .find(wanted)
                .sort(doc! { "_id": -1 })
                .limit(limit)
                .await?;
            let documents: Vec<AuditDocument> = found.try_collect().await?;
            documents.into_iter().map(AuditDocument::record).collect()
        })
        .await
    }
}

impl AuditDocument {
    /// The document of an entry.
    pub(super) fn of(entry: &AuditEntry) -> Outcome<Self> {
        let entry = entry.clone();
        Ok(Self {
            id: entry.id,
            at: entry.at,
            actor: entry.actor,
            actor_name: entry.actor_name,
            on_behalf_of: entry.on_behalf_of,
            action: entry.action,
            target: entry.target,
            details: entry.details.as_ref().map(serde_json::to_string).transpose()?,
            address: entry.address,
        })
    }

    /// The entry.
    pub(super) fn record(self) -> Outcome<AuditEntry> {
        Ok(AuditEntry {
            id: self.id,
            at: self.at,
            actor: self.actor,
            actor_name: self.actor_name,
            on_behalf_of: self.on_behalf_of,
            action: self.action,
            target: self.target,
            details: self.details.as_deref().map(serde_json::from_str).transpose()?,
            address: self.address,
        })
    }
}
