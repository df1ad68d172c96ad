//! Drafts: not kept; a save changes what the list of apps says.

use async_trait::async_trait;

use super::{Afterwards, Cached};
use crate::store::{AppId, AppRecord, Draft, DraftChange, Drafts, Result};

#[async_trait]
impl Drafts for Cached {
    async fn draft(&self, id: &AppId) -> Result<Draft> {
        self.store.draft(id).await
    }

    async fn save_draft(&self, id: &AppId, change: &DraftChange) -> Result<AppRecord> {
        let _afterwards = Afterwards(|| self.forget_lists_with(|app| app.id == *id));
        self.store.save_draft(id, change).await
    }
}
