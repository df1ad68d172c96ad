//! Moving a whole platform from one engine to another.

use std::fmt;

use async_trait::async_trait;
use fp_contract::audit::AuditEntry;
use fp_contract::deployment::Deployment;
use fp_contract::revision::Revision;
use serde::{Deserialize, Serialize};

use super::{
    ApiTokenRecord, AppId, AppRecord, CodeRecord, DatabaseRecord, Draft, IdempotencyRecord, Result,
    SessionRecord, TemplateRecord, UserRecord,
};

/// The kinds of records, in an order in which each can be read whole once it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordKind {
    /// Small values by name.
    Setting,
    /// Accounts.
    User,
    /// Tenant databases.
    Database,
    /// Revisions.
    Revision,
    /// Deployments. They name an app that follows, and each is whole without it.
    Deployment,
    /// Apps with their drafts.
    App,
    /// Labels of revisions.
    Label,
    /// Templates.
    Template,
    /// Sessions.
    Session,
    /// API tokens.
    ApiToken,
    /// One-time codes.
    Code,
    /// Idempotency keys.
    IdempotencyKey,
    /// Audit entries.
    Audit,
}

impl RecordKind {
    /// Every kind, in that order.
    pub const ALL: [Self; 13] = [
        Self::Setting,
        Self::User,
        Self::Database,
        Self::Revision,
        Self::Deployment,
        Self::App,
        Self::Label,
        Self::Template,
        Self::Session,
        Self::ApiToken,
        Self::Code,
        Self::IdempotencyKey,
        Self::Audit,
    ];
}

/// The kind in the plural.
impl fmt::Display for RecordKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::Setting => "settings",
            Self::User => "accounts",
            Self::Database => "databases",
            Self::Revision => "revisions",
            Self::App => "apps",
            Self::Deployment => "deployments",
            Self::Label => "labels",
            Self::Template => "templates",
            Self::Session => "sessions",
            Self::ApiToken => "API tokens",
            Self::Code => "one-time codes",
            Self::IdempotencyKey => "idempotency keys",
            Self::Audit => "audit entries",
        })
    }
}

/// Any record, whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "record", rename_all = "snake_case")]
pub enum Record {
    /// A small value.
    Setting {
        /// Its name.
        name: String,
        /// The value.
        value: String,
    },
    /// An account.
    User(UserRecord),
    /// A tenant database.
    Database(DatabaseRecord),
    /// A revision; its identifier follows from it.
    Revision(Revision),
    /// An app with its draft.
    App {
        /// The app.
        app: Box<AppRecord>,
        /// Its draft.
        draft: Draft,
        /// Whether nothing of a deleted app is left to remove.
        removal_finished: bool,
    },
    /// A deployment.
    Deployment(Deployment),
    /// The owner's name for a revision of an app.
    Label {
        /// The app.
        app_id: AppId,
        /// The revision.
        revision: String,
        /// The name.
        label: String,
    },
    /// A template.
    Template(Box<TemplateRecord>),
    /// A session.
    Session(SessionRecord),
    /// An API token.
    ApiToken(ApiTokenRecord),
    /// A one-time code.
    Code(CodeRecord),
    /// An idempotency key.
    IdempotencyKey(IdempotencyRecord),
    /// An audit entry.
    Audit(AuditEntry),
}

/// Everything in and out, batch by batch. Only for a store that nothing else uses meanwhile.
#[async_trait]
pub trait Transfer: Send + Sync + 'static {
    /// Whether the store holds no record at all.
    async fn is_empty(&self) -> Result<bool>;
    /// Up to `limit` records of one kind after `cursor`, with the cursor of the next batch; no cursor when there are no more.
    async fn export(
        &self,
        kind: RecordKind,
        cursor: Option<String>,
        limit: u32,
    ) -> Result<(Vec<Record>, Option<String>)>;
    /// Writes records as they are, all or nothing. One that is there already is replaced.
    async fn import(&self, records: &[Record]) -> Result<()>;
}
