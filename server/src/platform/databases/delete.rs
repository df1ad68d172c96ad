//! Dropping databases for real.

use super::{DatabaseFailure, DatabaseState, Databases, login_with, viewer};
use crate::databases::Login;
use crate::platform::error::{Error, Result};
use crate::platform::{Platform, identifier};
use crate::store::{DatabaseChange, DatabaseRecord, StoreError, UserId};

/// Drops a database with everything in it. The default one and one that apps use stay.
pub async fn delete(platform: &Platform, user: &UserId, id: &str) -> Result<()> {
    let databases = &platform.databases;
    let all = databases.store().databases_of(user).await?;
    let database = all.iter().find(|database| database.id == id);
    let database = match database {
        Some(database) => database.clone(),
        None => databases.find(user, id).await?,
    };
    if database.is_default {
        return Err(DatabaseFailure::CannotDelete(
            "the default database cannot be deleted\nhint: make another one the default first",
        )
        .into());
    }
    if all.len() <= 1 {
        return Err(DatabaseFailure::CannotDelete("the last database cannot be deleted").into());
    }
    let users = apps_with(platform, user, &database).await?;
    if !users.is_empty() {
        return Err(DatabaseFailure::InUse(users).into());
    }
    viewer::hide(platform, user, &database).await?;
    match databases.drop_for_real(&database).await {
        // An app was given it in this very moment.
        Err(Error::InUse(_)) => {
            Err(DatabaseFailure::InUse(apps_with(platform, user, &database).await?).into())
        }
        result => result,
    }
}

/// Drops all databases of a user, the viewer and every login made for them, those of the existing platform included. For the removal of
/// an account: afterwards nothing of its data is left on the server.
pub async fn drop_all(platform: &Platform, user: &UserId) -> Result<()> {
    viewer::end_with_account(platform, user).await?;
    let databases = &platform.databases;
    let all = databases.store().databases_of(user).await?;
    for database in &all {
        databases.drop_unasked(database).await?;
    }
    let engine = databases.engine();
    if engine.available().is_err() || (engine.starts_on_demand() && all.is_empty()) {
        return Ok(());
    }
    // What the existing platform made beside them, a database and a login per user; and the login of the viewer.
    let legacy = format!("user_{user}");
    let login = Login {
        database: legacy.clone(),
        name: legacy,
        password: identifier::secret(),
    };
    engine.drop(&login).await?;
    Ok(engine.forget_login(&format!("viewer_{user}")).await?)
}

/// The names of the apps whose settings or live revision name the database.
async fn apps_with(platform: &Platform, user: &UserId, database: &DatabaseRecord) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for app in platform.store.apps_of(user).await?.iter() {
        let live = match &app.live_revision {
            Some(revision) => platform
                .store
                .revision(revision)
                .await?
                .and_then(|live| live.database_id),
            None => None,
        };
        if [app.database_id.clone(), live]
            .iter()
            .flatten()
            .any(|id| *id == database.id)
        {
            names.push(app.name.clone());
        }
    }
    Ok(names)
}

impl Databases {
    /// Drops a database that no app names. What is interrupted is finished by [`super::recover()`].
    pub(super) async fn drop_for_real(&self, database: &DatabaseRecord) -> Result<()> {
        let _turn = self.turn(&database.mongo_database).await;
        let change = DatabaseChange {
            state: Some(DatabaseState::Dropping),
            ..DatabaseChange::default()
        };
        let (user, id) = (&database.user_id, &database.id);
        match self.store().change_database(user, id, &change).await {
            // Somebody else's request was first.
            Err(StoreError::NotFound(_)) => return Ok(()),
            result => result?,
        };
        self.drop_now(database).await
    }

    /// The same whether apps name it or not.
    async fn drop_unasked(&self, database: &DatabaseRecord) -> Result<()> {
        let _turn = self.turn(&database.mongo_database).await;
        self.drop_now(database).await
    }

    /// Drops data and login and forgets the database. The caller has its turn.
    pub(super) async fn drop_now(&self, database: &DatabaseRecord) -> Result<()> {
        // With a password of this moment: nobody else's is let in from here on, and the sealed one need not be opened.
        let login = login_with(database, identifier::secret());
        let never_made = database.state == DatabaseState::Provisioning && self.engine().available().is_err();
        if !never_made {
            self.engine().drop(&login).await?;
        }
        self.store()
            .forget_database(&database.user_id, &database.id)
            .await?;
        self.shared.sizes.forget(&database.mongo_database);
        Ok(())
    }
}
