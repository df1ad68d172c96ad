//! What is not kept: every call goes to the engine.

use async_trait::async_trait;
use fp_contract::Timestamp;
use fp_contract::audit::AuditEntry;

use super::{Afterwards, Cached};
use crate::store::{
    AuditFilter, AuditLog, CodePurpose, CodeRecord, Codes, DatabaseChange, DatabaseRecord, Databases,
    IdempotencyKeys, IdempotencyRecord, KeyClaim, Page, Record, RecordKind, Result, StoredReply, Switches,
    TemplateRecord, Templates, Transfer, UserId,
};

#[async_trait]
impl Codes for Cached {
    async fn create_code(&self, code: &CodeRecord) -> Result<()> {
        self.store.create_code(code).await
    }

    async fn take_code(
        &self,
        digest: &str,
        purpose: CodePurpose,
        now: Timestamp,
    ) -> Result<Option<CodeRecord>> {
        self.store.take_code(digest, purpose, now).await
    }
}

#[async_trait]
impl Databases for Cached {
    async fn create_database(&self, database: &DatabaseRecord, limit: u32) -> Result<()> {
        self.store.create_database(database, limit).await
    }

    async fn database(&self, user: &UserId, id: &str) -> Result<Option<DatabaseRecord>> {
        self.store.database(user, id).await
    }

    async fn databases_of(&self, user: &UserId) -> Result<Vec<DatabaseRecord>> {
        self.store.databases_of(user).await
    }

    async fn all_databases(&self) -> Result<Vec<DatabaseRecord>> {
        self.store.all_databases().await
    }

    async fn change_database(
        &self,
        user: &UserId,
        id: &str,
        change: &DatabaseChange,
    ) -> Result<DatabaseRecord> {
        self.store.change_database(user, id, change).await
    }

    async fn reseal_database(&self, user: &UserId, id: &str, sealed: &str, anew: &str) -> Result<bool> {
        self.store.reseal_database(user, id, sealed, anew).await
    }

    async fn forget_database(&self, user: &UserId, id: &str) -> Result<()> {
        self.store.forget_database(user, id).await
    }
}

#[async_trait]
impl Templates for Cached {
    async fn save_template(&self, template: &TemplateRecord) -> Result<()> {
        self.store.save_template(template).await
    }

    async fn template(&self, id: &str) -> Result<Option<TemplateRecord>> {
        self.store.template(id).await
    }

    async fn templates_of(&self, user: Option<&UserId>) -> Result<Vec<TemplateRecord>> {
        self.store.templates_of(user).await
    }

    async fn all_templates(&self, limit: u32) -> Result<Vec<TemplateRecord>> {
        self.store.all_templates(limit).await
    }

    async fn delete_template(&self, id: &str) -> Result<()> {
        self.store.delete_template(id).await
    }
}

#[async_trait]
impl AuditLog for Cached {
    async fn append_audit(&self, entry: &AuditEntry) -> Result<()> {
        self.store.append_audit(entry).await
    }

    async fn audit(&self, filter: &AuditFilter, page: &Page) -> Result<Vec<AuditEntry>> {
        self.store.audit(filter, page).await
    }
}

#[async_trait]
impl IdempotencyKeys for Cached {
    async fn claim_key(&self, record: &IdempotencyRecord) -> Result<KeyClaim> {
        self.store.claim_key(record).await
    }

    async fn finish_key(&self, user: &UserId, key: &str, reply: &StoredReply) -> Result<()> {
        self.store.finish_key(user, key, reply).await
    }

    async fn release_key(&self, user: &UserId, key: &str) -> Result<()> {
        self.store.release_key(user, key).await
    }

    async fn prune_keys(&self, now: Timestamp) -> Result<()> {
        self.store.prune_keys(now).await
    }
}

#[async_trait]
impl Switches for Cached {
    async fn setting(&self, name: &str) -> Result<Option<String>> {
        self.store.setting(name).await
    }

    async fn set_setting(&self, name: &str, value: &str) -> Result<()> {
        self.store.set_setting(name, value).await
    }
}

#[async_trait]
impl Transfer for Cached {
    async fn is_empty(&self) -> Result<bool> {
        self.store.is_empty().await
    }

    async fn export(
        &self,
        kind: RecordKind,
        cursor: Option<String>,
        limit: u32,
    ) -> Result<(Vec<Record>, Option<String>)> {
        self.store.export(kind, cursor, limit).await
    }

    async fn import(&self, records: &[Record]) -> Result<()> {
        let _afterwards = Afterwards(|| self.forget_everything());
        self.store.import(records).await
    }
}
