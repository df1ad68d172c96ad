//! Templates that users keep, and changed built-in ones.
//!
//! Those of the existing platform that belong to everybody are copies of files it ships and are left alone: they lack a
//! `name_key` and are not found here.

use async_trait::async_trait;
use fp_contract::Timestamp;
use fp_contract::app::{Framework, Mode};
use fp_contract::files::Files;
use fp_contract::template::{Complexity, FirstEdit, Template};
use futures_util::TryStreamExt as _;
use mongodb::bson::oid::ObjectId;
use mongodb::bson::{Bson, Document, doc};
use serde::{Deserialize, Serialize};

use super::MongoStore;
use super::collections::Collections;
use super::fault::Outcome;
use super::values::{account, object_id, required_account, time};
use crate::store::{Result, TemplateRecord, Templates, UserId};

/// A template as its document has it, in the form the existing platform gives its own.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "the document has them")]
pub(super) struct TemplateDocument {
    #[serde(rename = "_id")]
    pub(super) key: Bson,
    name: String,
    name_key: String,
    description: String,
    code: Option<String>,
    mode: Mode,
    framework: Option<Framework>,
    entrypoint: Option<String>,
    files: Option<Files>,
    complexity: Complexity,
    is_global: bool,
    #[serde(with = "time")]
    created_at: Timestamp,
    tags: Vec<String>,
    user_id: Option<ObjectId>,
    requires_database: bool,
    is_hidden: bool,
    #[serde(default)]
    first_edit: Option<FirstEdit>,
    is_removed: bool,
}

#[async_trait]
impl Templates for MongoStore {
    async fn save_template(&self, template: &TemplateRecord) -> Result<()> {
        let template = TemplateDocument::of(template)?;
        self.run(async move |collections: Collections| {
            let filter = doc! { "_id": &template.key };
            collections
                .templates()
                .replace_one(filter, template)
                .upsert(true)
                .await?;
            Ok(())
        })
        .await
    }

    async fn template(&self, id: &str) -> Result<Option<TemplateRecord>> {
        let filter = doc! { "_id": key(id), "name_key": { "$exists": true } };
        self.run(async move |collections: Collections| {
            let found = collections.templates().find_one(filter).await?;
            Ok(found.map(TemplateDocument::record))
        })
        .await
    }

    async fn templates_of(&self, user: Option<&UserId>) -> Result<Vec<TemplateRecord>> {
        let owner = match user {
            Some(user) => match account(user) {
                Some(owner) => Bson::ObjectId(owner),
                None => return Ok(Vec::new()),
            },
            None => Bson::Null,
        };
        self.list_templates(doc! { "user_id": owner }, 0).await
    }

    async fn all_templates(&self, limit: u32) -> Result<Vec<TemplateRecord>> {
        if limit == 0 {
            return Ok(Vec::new());
        }
        self.list_templates(doc! {}, limit.into()).await
    }

    async fn delete_template(&self, id: &str) -> Result<()> {
        let filter = doc! { "_id": key(id), "name_key": { "$exists": true } };
        self.run(async move |collections: Collections| {
            collections.templates().delete_one(filter).await?;
            Ok(())
        })
        .await
    }
}

impl MongoStore {
    async fn list_templates(&self, mut filter: Document, limit: i64) -> Result<Vec<TemplateRecord>> {
        filter.insert("name_key", doc! { "$exists": true });
        self.run(async move |collections: Collections| {
            let found = collections
                .templates()
                .find(filter)
                .sort(doc! { "created_at": -1, "_id": -1 })
                .limit(limit)
                .await?;
            Ok(found.map_ok(TemplateDocument::record).try_collect().await?)
        })
        .await
    }
}

/// The identifier of the document: users' templates have object ids, built-in ones their names.
fn key(id: &str) -> Bson {
    object_id(id).map_or_else(|| Bson::String(id.to_owned()), Bson::ObjectId)
}

impl TemplateDocument {
    /// The document of a template.
    pub(super) fn of(record: &TemplateRecord) -> Outcome<Self> {
        let template = record.template.clone();
        let owner = template.user_id.map(UserId);
        Ok(Self {
            key: key(&template.id),
            name_key: template.name.to_lowercase(),
            name: template.name,
            description: template.description,
            code: template.code,
            mode: template.mode,
            framework: template.framework,
            entrypoint: template.entrypoint,
            files: template.files,
            complexity: template.complexity,
            is_global: template.is_global,
            created_at: template.created_at,
            tags: template.tags,
            user_id: owner.as_ref().map(required_account).transpose()?,
            requires_database: template.requires_database,
            is_hidden: template.is_hidden,
            first_edit: template.first_edit,
            is_removed: record.is_removed,
        })
    }

    /// The template.
    pub(super) fn record(self) -> TemplateRecord {
        let id = match self.key {
            Bson::String(id) => id,
            Bson::ObjectId(id) => id.to_hex(),
            other => other.to_string(),
        };
        TemplateRecord {
            template: Template {
                id,
                name: self.name,
                description: self.description,
                code: self.code,
                mode: self.mode,
                framework: self.framework,
                entrypoint: self.entrypoint,
                files: self.files,
                complexity: self.complexity,
                is_global: self.is_global,
                created_at: self.created_at,
                tags: self.tags,
                user_id: self.user_id.map(ObjectId::to_hex),
                requires_database: self.requires_database,
                is_hidden: self.is_hidden,
                first_edit: self.first_edit,
            },
            is_removed: self.is_removed,
        }
    }
}
