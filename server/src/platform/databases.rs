//! Tenant databases: which a user has, how apps and people get into them, and what is in them. One operation, one file.
//!
//! The record goes first: a database is written down as being made before it is made, and as being dropped before it is
//! dropped, so that a crash leaves nothing half done that is not finished later (see `ready` and `recover`). An app gets its
//! database's own login or none at all.

mod change;
mod collections;
mod connection;
mod create;
mod default;
mod delete;
mod documents;
mod error;
mod indexes;
mod list;
mod need;
mod read;
mod ready;
mod recover;
mod rotate;
mod shown;
pub mod viewer;

use std::sync::Arc;

use fp_contract::diagnostic::Diagnostic;
use fp_contract::files::Files;

use super::error::{Error, Result};
use super::{Settings, identifier};
use crate::databases::{Login, TenantDatabases};
use crate::store::{DatabaseRecord, DatabaseState, Store, UserId};

pub use change::change;
pub use collections::{collections, stats};
pub use connection::connection;
pub use create::create;
pub use delete::{delete, drop_all};
pub use documents::{DocumentQuery, delete_document, documents, insert_document, replace_document};
pub use error::DatabaseFailure;
pub use indexes::indexes;
pub use list::list;
pub(super) use need::{VARIABLE, is_needed};
pub use read::read;
pub use recover::recover;
pub use rotate::rotate;
use shown::Sizes;
pub use viewer::{launch_viewer, open_viewer, rotate_viewer};

/// How many changes to logins may be made at once; those of one database always come one after the other.
const TURNS: usize = 16;

/// Handle to the tenants' databases; cheap to clone.
#[derive(Clone)]
pub struct Databases {
    shared: Arc<Shared>,
}

struct Shared {
    store: Arc<dyn Store>,
    engine: Arc<dyn TenantDatabases>,
    settings: Arc<Settings>,
    turns: [tokio::sync::Mutex<()>; TURNS],
    sizes: Sizes,
}

impl Databases {
    /// The databases in this record on this engine.
    pub fn new(store: Arc<dyn Store>, engine: Arc<dyn TenantDatabases>, settings: Arc<Settings>) -> Self {
        let shared = Shared {
            store,
            engine,
            settings,
            turns: Default::default(),
            sizes: Sizes::default(),
        };
        Self {
            shared: Arc::new(shared),
        }
    }

    /// Ends what the engine started.
    pub async fn shut_down(&self) {
        self.engine().shut_down().await;
    }

    /// The connection string of an app that uses the database `id` of `user`, or the default one. It is the database's own
    /// login's; where that cannot be had this is an error and never another login.
    pub(super) async fn uri(&self, user: &UserId, id: Option<&str>) -> Result<String> {
        let database = match id {
            Some(id) => self.find(user, id).await?,
            None => self.default_of(user).await?,
        };
        let login = self.ready(database).await?;
        Ok(self.engine().uri(&login).await?)
    }

    /// What is wrong with code that needs a database, when there is no server for one.
    pub(super) fn missing_for(&self, files: &Files) -> Option<Diagnostic> {
        let reason = self.engine().available().err()?;
        need::missing_server(files, &reason.to_string())
    }

    /// A database of this user's that is not being dropped.
    async fn find(&self, user: &UserId, id: &str) -> Result<DatabaseRecord> {
        if id == default::ID {
            self.default_of(user).await?;
        }
        let database = self.store().database(user, id).await?;
        database
            .filter(|database| database.state != DatabaseState::Dropping)
            .ok_or(Error::NotFound("database"))
    }

    /// The login of a database, with its password in clear.
    fn login(&self, database: &DatabaseRecord) -> Result<Login> {
        let vault = &self.shared.settings.vault;
        let password = vault
            .open_password(&database.user_id, &database.id, &database.password)
            .map_err(|error| DatabaseFailure::Locked(error.to_string()))?;
        Ok(login_with(database, password))
    }

    /// A new password, in clear and sealed for this database.
    fn new_password(&self, user: &UserId, id: &str) -> (String, String) {
        let password = identifier::secret();
        let sealed = self.shared.settings.vault.seal_password(user, id, &password);
        (password, sealed)
    }

    fn store(&self) -> &dyn Store {
        self.shared.store.as_ref()
    }

    fn engine(&self) -> &dyn TenantDatabases {
        self.shared.engine.as_ref()
    }

    /// Held while a database's login is changed.
    async fn turn(&self, database: &str) -> tokio::sync::MutexGuard<'_, ()> {
        let sum = database.bytes().map(usize::from).sum::<usize>();
        self.shared.turns[sum % TURNS].lock().await
    }
}

fn login_with(database: &DatabaseRecord, password: String) -> Login {
    Login {
        database: database.mongo_database.clone(),
        name: database.login.clone(),
        password,
    }
}
