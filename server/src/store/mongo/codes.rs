//! One-time codes.

use async_trait::async_trait;
use fp_contract::Timestamp;
use mongodb::bson::doc;
use serde::{Deserialize, Serialize};

use super::MongoStore;
use super::collections::Collections;
use super::values::{bson, time};
use crate::store::{CodePurpose, CodeRecord, Codes, Result, UserId};

/// A code as its document has it; there is one for an account and a purpose.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct CodeDocument {
    #[serde(rename = "_id")]
    pub(super) id: String,
    digest: String,
    user_id: UserId,
    purpose: CodePurpose,
    #[serde(with = "time")]
    created_at: Timestamp,
    #[serde(with = "time")]
    expires_at: Timestamp,
}

#[async_trait]
impl Codes for MongoStore {
    async fn create_code(&self, code: &CodeRecord) -> Result<()> {
        let code = CodeDocument::of(code);
        self.run(async move |collections: Collections| {
            let filter = doc! { "_id": &code.id };
            collections.codes().replace_one(filter, code).upsert(true).await?;
            Ok(())
        })
        .await
    }

    async fn take_code(
        &self,
        digest: &str,
        purpose: CodePurpose,
        now: Timestamp,
    ) -> Result<Option<CodeRecord>> {
        let filter = doc! { "digest": digest, "purpose": bson(&purpose)? };
        self.run(async move |collections: Collections| {
            let taken = collections.codes().find_one_and_delete(filter).await?;
            Ok(taken
                .map(CodeDocument::record)
                .filter(|code| code.expires_at > now))
        })
        .await
    }
}

impl CodeDocument {
    /// The document of a code.
    pub(super) fn of(code: &CodeRecord) -> Self {
        let code = code.clone();
        Self {
            id: format!("{}/{:?}", code.user_id, code.purpose),
            digest: code.digest,
            user_id: code.user_id,
            purpose: code.purpose,
            created_at: code.created_at,
            expires_at: code.expires_at,
        }
    }

    /// The code.
    pub(super) fn record(self) -> CodeRecord {
        CodeRecord {
            digest: self.digest,
            user_id: self.user_id,
            purpose: self.purpose,
            created_at: self.created_at,
            expires_at: self.expires_at,
        }
    }
}
