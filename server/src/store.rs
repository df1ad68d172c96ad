//! The store port: the platform's record of users, apps, drafts, revisions, deployments and all that goes with them.
//!
//! Each concept is a trait of its own beside its records; a [`Store`] is all of them. Engines are leaves (`store/sqlite`,
//! `store/mongo`) that only `main` names. A store keeps what it is given; it knows nothing of HTTP, runtimes or what may be
//! deployed. Every method is atomic: it happens whole or not at all, and what it acknowledged survives a power cut.

mod api_tokens;
mod apps;
mod audit;
pub mod cached;
mod codes;
mod copy;
mod databases;
mod deployments;
mod drafts;
mod idempotency;
mod identifiers;
pub mod mongo;
mod sessions;
pub mod sqlite;
mod switches;
mod templates;
mod transfer;
mod users;

use async_trait::async_trait;

pub use api_tokens::{ApiTokenRecord, ApiTokens};
pub use apps::{AppCounts, AppFilter, AppRecord, Apps, Desired, NewApp, SealedEnv, SettingsChange};
pub use audit::{AuditFilter, AuditLog};
pub use codes::{CodePurpose, CodeRecord, Codes};
pub use copy::{CopyError, Summary, copy};
pub use databases::{DatabaseChange, DatabaseRecord, DatabaseState, Databases};
pub use deployments::{DeploymentEnd, Deployments, NewDeployment, RevisionUse, revision_of};
pub use drafts::{Draft, DraftChange, Drafts};
pub use idempotency::{IdempotencyKeys, IdempotencyRecord, KeyClaim, StoredReply};
pub use identifiers::{AppId, UserId};
pub use sessions::{SessionRecord, Sessions};
pub use switches::Switches;
pub use templates::{TemplateRecord, Templates};
pub use transfer::{Record, RecordKind, Transfer};
pub use users::{UserChange, UserRecord, Users};

/// Why the store could not do it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no such record.
    #[error("no such {0}")]
    NotFound(&'static str),
    /// Another record already has this value.
    #[error("{0} is already taken")]
    Taken(&'static str),
    /// Something refers to the record.
    #[error("the {0} is in use")]
    InUse(&'static str),
    /// The owner has as many as are allowed.
    #[error("no more than {limit} are allowed")]
    LimitReached {
        /// How many are allowed.
        limit: u32,
    },
    /// Nobody would be left to operate the platform.
    #[error("the last operator cannot be removed, suspended or made an ordinary user")]
    LastOperator,
    /// The draft was saved by somebody else since it was read.
    #[error("the draft is at version {current}, not {expected}")]
    DraftConflict {
        /// The version in the store.
        current: u64,
        /// The version the caller started from.
        expected: u64,
    },
    /// The variables or secrets were changed by somebody else since they were read.
    #[error("the variables were changed elsewhere in the meantime")]
    EnvConflict,
    /// No space is left where the record is kept.
    #[error("the disk that holds the record is full\nhint: free some space; nothing was changed")]
    Full,
    /// The engine does not answer now. A read can be asked again; a write may or may not have happened.
    #[error("the record cannot be reached now: {0}\nhint: try again in a moment")]
    Unavailable(String),
    /// The engine failed.
    #[error("the record could not be read or written: {0}")]
    Engine(String),
}

/// What every store method answers with.
pub type Result<T> = std::result::Result<T, StoreError>;

/// A part of a list. `NotFound("place in the list")` when the item that ended the part before is gone: a list that went on
/// from nowhere would leave items out without saying so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The identifier of the last item of the part before; the beginning when absent.
    pub after: Option<String>,
    /// How many at most.
    pub limit: u32,
}

/// The platform's record.
#[async_trait]
pub trait Store:
    Users
    + Sessions
    + ApiTokens
    + Codes
    + Apps
    + Drafts
    + Deployments
    + Databases
    + Templates
    + AuditLog
    + IdempotencyKeys
    + Switches
    + Transfer
{
    /// The engine's name as `fp-server config` and `/health` show it.
    fn name(&self) -> &'static str;

    /// Whether the engine answers.
    async fn ping(&self) -> Result<()>;
}
