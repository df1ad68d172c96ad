//! Templates that users keep, and what operators changed of the built-in ones.

use async_trait::async_trait;
use fp_contract::template::Template;
use serde::{Deserialize, Serialize};

use super::{Result, UserId};

/// A template in the record. One with the identifier of a built-in template stands in its place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TemplateRecord {
    /// The template; `user_id` is its owner, absent for everybody's.
    pub template: Template,
    /// Whether an operator deleted the built-in template of this identifier.
    pub is_removed: bool,
}

/// Templates by identifier and owner.
#[async_trait]
pub trait Templates: Send + Sync + 'static {
    /// Adds or replaces a template by its identifier. `Taken("template name")` when another one of the same owner (or another one
    /// of everybody's) has its name, without regard to case; removed ones do not count.
    async fn save_template(&self, template: &TemplateRecord) -> Result<()>;
    /// The template.
    async fn template(&self, id: &str) -> Result<Option<TemplateRecord>>;
    /// The templates of one user, newest first; with `None` those of everybody.
    async fn templates_of(&self, user: Option<&UserId>) -> Result<Vec<TemplateRecord>>;
    /// All templates in the record, newest first, at most `limit`.
    async fn all_templates(&self, limit: u32) -> Result<Vec<TemplateRecord>>;
    /// Removes a template. Nothing when there is none.
    async fn delete_template(&self, id: &str) -> Result<()>;
}
