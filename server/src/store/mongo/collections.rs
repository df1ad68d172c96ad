//! The collections of the record, by name.

use mongodb::bson::Document;
use mongodb::{Client, ClientSession, Collection, Database};

use super::api_tokens::ApiTokenDocument;
use super::apps::AppDocument;
use super::audit::AuditDocument;
use super::codes::CodeDocument;
use super::databases::DatabaseDocument;
use super::deployments::{DeploymentDocument, LabelDocument, RevisionDocument};
use super::drafts::DraftDocument;
use super::fault::Outcome;
use super::idempotency::KeyDocument;
use super::sessions::SessionDocument;
use super::switches::SwitchDocument;
use super::templates::TemplateDocument;
use super::users::UserDocument;

/// One database of a server; cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Collections {
    database: Database,
}

/// A method for each collection, named as the collection is.
macro_rules! collections {
    ($($(#[$about:meta])* $name:ident: $document:ty;)+) => {
        impl Collections {
            $($(#[$about])* pub(super) fn $name(&self) -> Collection<$document> {
                self.database.collection(stringify!($name))
            })+
        }
        /// Every collection that holds records.
        pub(super) const NAMES: &[&str] = &[$(stringify!($name)),+];
    };
}

collections! {
    /// Accounts; the existing platform's, with more fields.
    users: UserDocument;
    /// Sessions.
    sessions: SessionDocument;
    /// API tokens.
    api_tokens: ApiTokenDocument;
    /// One-time codes.
    codes: CodeDocument;
    /// Apps without their files; the existing platform's, with more fields.
    apps: AppDocument;
    /// The files being edited.
    drafts: DraftDocument;
    /// Revisions by SHA-256.
    revisions: RevisionDocument;
    /// Deployments.
    deployments: DeploymentDocument;
    /// Names of revisions.
    labels: LabelDocument;
    /// Tenant databases.
    databases: DatabaseDocument;
    /// Templates; the existing platform's, with more fields.
    templates: TemplateDocument;
    /// The audit log.
    audit: AuditDocument;
    /// Idempotency keys.
    idempotency_keys: KeyDocument;
    /// Small values by name.
    settings: SwitchDocument;
}

impl Collections {
    /// The collections of this database.
    pub(super) fn new(database: Database) -> Self {
        Self { database }
    }

    /// Any collection, its documents as they are.
    pub(super) fn raw(&self, name: &str) -> Collection<Document> {
        self.database.collection(name)
    }

    /// The database.
    pub(super) fn database(&self) -> &Database {
        &self.database
    }

    /// Begins a session for transactions.
    pub(super) async fn start_session(&self) -> Outcome<ClientSession> {
        Ok(self.client().start_session().await?)
    }

    fn client(&self) -> &Client {
        self.database.client()
    }
}
