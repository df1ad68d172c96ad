//! Making a database that is only written down, or finishing what a crash left half done.

use super::{DatabaseState, Databases, login_with};
use crate::databases::Login;
use crate::platform::error::{Error, Result};
use crate::store::{DatabaseChange, DatabaseRecord};

/// How passwords begin that the existing platform sealed (Fernet, version 0x80 in base64): they cannot be opened here.
const LEGACY: &str = "gAAAA";

impl Databases {
    /// The login of a database, once it is known to work.
    pub(super) async fn ready(&self, database: DatabaseRecord) -> Result<Login> {
        if database.state == DatabaseState::Ready && !database.password.starts_with(LEGACY) {
            return self.login(&database);
        }
        let _turn = self.turn(&database.mongo_database).await;
        // What waited for its turn may find the work done.
        let database = self.find(&database.user_id, &database.id).await?;
        if database.password.starts_with(LEGACY) {
            let (password, sealed) = self.new_password(&database.user_id, &database.id);
            let database = self.record_password(&database, sealed).await?;
            return self.make(&database, login_with(&database, password)).await;
        }
        let login = self.login(&database)?;
        if database.state == DatabaseState::Ready {
            return Ok(login);
        }
        self.make(&database, login).await
    }

    /// Writes a password down that the server does not know yet: until it does, the database counts as being made.
    pub(super) async fn record_password(
        &self,
        database: &DatabaseRecord,
        sealed: String,
    ) -> Result<DatabaseRecord> {
        let change = DatabaseChange {
            password: Some(sealed),
            state: Some(DatabaseState::Provisioning),
            ..DatabaseChange::default()
        };
        let (user, id) = (&database.user_id, &database.id);
        Ok(self.store().change_database(user, id, &change).await?)
    }

    /// Has the server make what the record says, and notes that it was seen to work. Repeating it is fine.
    pub(super) async fn make(&self, database: &DatabaseRecord, login: Login) -> Result<Login> {
        self.engine().provision(&login).await?;
        let change = DatabaseChange {
            state: Some(DatabaseState::Ready),
            ..DatabaseChange::default()
        };
        let (user, id) = (&database.user_id, &database.id);
        self.store()
            .change_database(user, id, &change)
            .await
            .map_err(Error::from)?;
        Ok(login)
    }
}
