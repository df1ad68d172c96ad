//! The port of tenant databases: makes and drops the logins and the data the record speaks of, and reads and writes
//! documents on a tenant's behalf.
//!
//! Its engine (`mongo`) is a leaf that only `main` names. It is told names and passwords and knows nothing of users,
//! records, apps or HTTP. Everything a tenant asks for is done with the tenant's own login.

mod address;
pub mod document;
pub mod filter;
mod login;
pub mod mongo;
mod none;

use async_trait::async_trait;
use mongodb::bson::{Bson, Document};

pub use address::{Address, AddressError};
pub use filter::{Filter, FilterError, Selector};
pub use login::{Login, SharedLogin};
pub use none::NoDatabases;

/// Why the engine could not do it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DatabaseError {
    /// There is no server, or it does not answer now; what was asked may not have been done.
    #[error("{0}")]
    Unavailable(String),
    /// The server does not let the login in.
    #[error("the database server refuses the login {login}")]
    LoginRefused {
        /// Which login.
        login: String,
    },
    /// There is no such thing.
    #[error("{0} not found")]
    NotFound(&'static str),
    /// The server refused what it was asked for, such as a filter it does not understand.
    #[error("{0}")]
    Refused(String),
    /// The document is no longer as the caller last saw it.
    #[error("the document was changed in the meantime\nhint: read it again and apply the edit to that")]
    Conflict,
    /// What was to be true afterwards is not.
    #[error("{0}")]
    Unverified(String),
}

/// What every method of the engine answers with.
pub type Result<T> = std::result::Result<T, DatabaseError>;

/// How much is in a database.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// Collections.
    pub collections: u64,
    /// Documents.
    pub documents: u64,
    /// Bytes of the documents, uncompressed.
    pub bytes: u64,
}

/// How much is in a collection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CollectionSize {
    /// Its name.
    pub name: String,
    /// Documents; 0 for a view, which holds none.
    pub documents: u64,
    /// Bytes of the documents, uncompressed.
    pub bytes: u64,
}

/// Which documents to read.
#[derive(Clone, Debug)]
pub struct Query {
    /// What they must match.
    pub filter: Document,
    /// The field to sort by.
    pub sort_field: String,
    /// Whether the smallest comes first.
    pub ascending: bool,
    /// How many to leave out.
    pub skip: u64,
    /// How many at most.
    pub limit: u32,
}

/// Documents that match a query.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The part that was asked for.
    pub documents: Vec<Document>,
    /// How many match in all.
    pub total: u64,
}

/// A server of tenant databases.
#[async_trait]
pub trait TenantDatabases: Send + Sync + 'static {
    /// Whether there is a server at all, or one can be started; why not otherwise, in words with a hint. Starts nothing.
    fn available(&self) -> Result<()>;
    /// Whether the server is started only when something needs it.
    fn starts_on_demand(&self) -> bool;

    /// Makes the login, or gives an existing one this password, with rights on its own database alone, and sees that it
    /// works by writing and reading with it. Repeating it is fine.
    async fn provision(&self, login: &Login) -> Result<()>;
    /// The same for a login to several databases: it may read and write in each of them, and is tried out in each.
    async fn provision_shared(&self, login: &SharedLogin) -> Result<()>;
    /// Whether the server lets this login in with this password.
    async fn lets_in(&self, login: &Login) -> Result<bool>;
    /// Drops the database with everything in it, sees that it is gone, and removes the login. Repeating it is fine.
    async fn drop(&self, login: &Login) -> Result<()>;
    /// Removes a login that has no database of its own. Nothing when there is none.
    async fn forget_login(&self, name: &str) -> Result<()>;
    /// The connection string of a login, for apps and for people. It contains the password.
    async fn uri(&self, login: &Login) -> Result<String>;

    /// How much is in a database.
    async fn size(&self, database: &str) -> Result<Size>;
    /// The collections of the login's database with their sizes, by name.
    async fn collections(&self, login: &Login) -> Result<Vec<CollectionSize>>;
    /// The indexes of a collection as the server describes them.
    async fn indexes(&self, login: &Login, collection: &str) -> Result<Vec<Document>>;
    /// Documents of a collection.
    async fn find(&self, login: &Login, collection: &str, query: &Query) -> Result<Found>;
    /// Adds a document and answers with its identifier.
    async fn insert(&self, login: &Login, collection: &str, document: &Document) -> Result<Bson>;
    /// Replaces the one document that is selected, when it still equals `expected` where that is given.
    async fn replace(
        &self,
        login: &Login,
        collection: &str,
        selector: &Selector,
        document: &Document,
        expected: Option<&Document>,
    ) -> Result<Document>;
    /// Deletes the one document that is selected.
    async fn delete(&self, login: &Login, collection: &str, selector: &Selector) -> Result<()>;

    /// Ends what this engine started.
    async fn shut_down(&self);
}
