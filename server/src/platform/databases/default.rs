//! The database of those who never asked for one: written down at first need, made at first use.

use fp_contract::Timestamp;

use super::{DatabaseState, Databases};
use crate::platform::error::{Error, Result};
use crate::store::{DatabaseRecord, StoreError, UserId};

/// Its identifier, as on the existing platform.
pub(super) const ID: &str = "default";
/// Its name, unless that is taken.
const NAME: &str = "Default";
/// How many other names are tried.
const NAMES: u32 = 20;

impl Databases {
    /// The database that the user's apps use that name none.
    ///
    /// One that exists is never replaced: only its owner makes another database the default one.
    pub(super) async fn default_of(&self, user: &UserId) -> Result<DatabaseRecord> {
        let databases = self.store().databases_of(user).await?;
        let in_use = |database: &DatabaseRecord| database.state != DatabaseState::Dropping;
        let default = databases
            .iter()
            .find(|database| database.is_default && in_use(database));
        match default.or_else(|| {
            databases
                .iter()
                .find(|database| database.id == ID && in_use(database))
        }) {
            Some(database) => Ok(database.clone()),
            None => self.record_default(user).await,
        }
    }

    async fn record_default(&self, user: &UserId) -> Result<DatabaseRecord> {
        for number in 1..=NAMES {
            let name = match number {
                1 => NAME.to_owned(),
                _ => format!("{NAME} {number}"),
            };
            let database = self.new_record(user, ID, name, None, true);
            match self.store().create_database(&database, u32::MAX).await {
                Ok(()) => return Ok(database),
                Err(StoreError::Taken("database name")) => {}
                // Somebody else's request was first.
                Err(StoreError::Taken(_)) => {
                    let database = self.store().database(user, ID).await?;
                    return database.ok_or(Error::NotFound("database"));
                }
                Err(error) => return Err(error.into()),
            }
        }
        Err(Error::Taken("the name of the default database"))
    }

    /// A database that is yet to be made, with a password of its own.
    pub(super) fn new_record(
        &self,
        user: &UserId,
        id: &str,
        name: String,
        description: Option<String>,
        is_default: bool,
    ) -> DatabaseRecord {
        let mongo_database = format!("user_{user}_{id}");
        DatabaseRecord {
            id: id.to_owned(),
            user_id: user.clone(),
            name,
            description,
            is_default,
            login: mongo_database.clone(),
            mongo_database,
            password: self.new_password(user, id).1,
            created_at: Timestamp::now(),
            state: DatabaseState::Provisioning,
        }
    }
}
