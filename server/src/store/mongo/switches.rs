//! Small values by name.

use async_trait::async_trait;
use mongodb::bson::doc;
use serde::{Deserialize, Serialize};

use super::MongoStore;
use super::collections::Collections;
use crate::store::{Result, Switches};

/// A value as its document has it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct SwitchDocument {
    #[serde(rename = "_id")]
    pub(super) name: String,
    pub(super) value: String,
}

#[async_trait]
impl Switches for MongoStore {
    async fn setting(&self, name: &str) -> Result<Option<String>> {
        let filter = doc! { "_id": name };
        self.run(async move |collections: Collections| {
            let found = collections.settings().find_one(filter).await?;
            Ok(found.map(|setting| setting.value))
        })
        .await
    }

    async fn set_setting(&self, name: &str, value: &str) -> Result<()> {
        let (filter, update) = (doc! { "_id": name }, doc! { "$set": { "value": value } });
        self.run(async move |collections: Collections| {
            collections
                .settings()
                .update_one(filter, update)
                .upsert(true)
                .await?;
            Ok(())
        })
        .await
    }
}
