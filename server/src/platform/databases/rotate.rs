//! A new password for a database's login.

use fp_contract::database::DatabaseRotated;

use super::{DatabaseFailure, Databases, is_needed, login_with};
use crate::databases::DatabaseError;
use crate::logs::NewLine;
use crate::platform::Platform;
use crate::platform::error::Result;
use crate::store::{AppRecord, DatabaseRecord, Desired, UserId};

/// Gives the login another password, sees that only that one is let in, and starts the apps anew that use it.
pub async fn rotate(platform: &Platform, user: &UserId, id: &str) -> Result<DatabaseRotated> {
    let databases = &platform.databases;
    let database = databases.find(user, id).await?;
    databases.engine().available()?;
    databases.replace_password(&database).await?;
    let restarted_apps = start_anew(platform, user, &database).await?;
    Ok(DatabaseRotated {
        success: true,
        message: format!("{} has a new password", database.name),
        restarted_apps,
    })
}

impl Databases {
    async fn replace_password(&self, database: &DatabaseRecord) -> Result<()> {
        let _turn = self.turn(&database.mongo_database).await;
        let database = self.find(&database.user_id, &database.id).await?;
        // One that cannot be opened cannot be tried either.
        let old = self.login(&database).ok();
        let (password, sealed) = self.new_password(&database.user_id, &database.id);
        let database = self.record_password(&database, sealed).await?;
        self.make(&database, login_with(&database, password)).await?;
        match old {
            Some(old) if self.engine().lets_in(&old).await? => {
                let reason = format!("the old password of {} still works", database.login);
                Err(DatabaseFailure::Engine(DatabaseError::Unverified(reason)).into())
            }
            _ => Ok(()),
        }
    }
}

/// Replaces the instances of the apps that use the database; answers with their identifiers.
pub(super) async fn start_anew(
    platform: &Platform,
    user: &UserId,
    database: &DatabaseRecord,
) -> Result<Vec<String>> {
    let mut started = Vec::new();
    for app in platform.store.apps_of(user).await?.iter() {
        if app.desired != Desired::Running || !uses(platform, app, database).await? {
            continue;
        }
        let app = platform.store.restart_app(&app.id).await?;
        let words = format!("started anew, because the database {} changed", database.name);
        platform.logs.append(&app.id, NewLine::platform(words, None));
        platform.rollouts.wake(&app.id);
        started.push(app.id.0);
    }
    Ok(started)
}

/// Whether the app's live revision was given the database's login.
async fn uses(platform: &Platform, app: &AppRecord, database: &DatabaseRecord) -> Result<bool> {
    let Some(id) = &app.live_revision else {
        return Ok(false);
    };
    let Some(revision) = platform.store.revision(id).await? else {
        return Ok(false);
    };
    let named = revision.database_id.as_ref().or(app.database_id.as_ref());
    let is_this = named.map_or(database.is_default, |id| *id == database.id);
    Ok(is_this && is_needed(&revision))
}
