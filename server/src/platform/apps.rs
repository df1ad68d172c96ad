//! What users do with their apps. One operation, one file.
//!
//! Every operation that changes something begins with [`owned`]: an app of somebody else is not found, and neither is one in
//! the trash, which can only be read.

mod activity;
mod add;
mod cancel;
mod clone;
mod create;
mod delete;
mod deploy;
mod deploy_revision;
mod deployments;
mod diff;
mod draft;
mod events;
mod export;
mod health_status;
mod import;
mod import_env;
mod instances;
mod label;
mod list;
mod logs;
mod metrics;
mod proxy;
mod purge;
mod read;
mod requests;
mod restart;
mod restore;
mod revisions;
mod rollback;
mod secrets;
mod settings;
pub(super) mod sleep;
mod source;
mod start;
mod stop;
mod trash;
mod update;
mod validate;
mod versions;

use fp_contract::app::App;
use fp_contract::deployment::Deployment;
use fp_contract::event::Event;

use super::error::{Error, Result};
use super::vault::Vault;
use super::{Platform, view};
use crate::store::{AppId, AppRecord, DatabaseState, Desired, UserId};

pub use activity::note_activity;
pub use cancel::cancel;
pub use clone::clone;
pub use create::create;
pub use delete::delete;
pub use deploy::deploy;
pub use deploy_revision::deploy_revision;
pub use deployments::{deployment, deployments, follow_deployment};
pub use diff::diff;
pub use draft::save_draft;
pub use events::events;
pub use export::export;
pub use health_status::health_status;
pub use import::import;
pub use import_env::import_env;
pub use instances::instances;
pub use label::label;
pub use list::{Basis, list, list_part};
pub use logs::{LogQuery, follow_logs, instance_name, tail_logs};
pub use metrics::metrics;
pub use proxy::proxy;
pub use purge::purge;
pub use read::read;
pub use requests::{errors, requests};
pub use restart::restart;
pub use restore::restore;
pub use revisions::{revision, revisions};
pub use rollback::rollback;
pub use secrets::{list_secrets, remove_secret, set_secret};
pub use sleep::{sleep, wake};
pub use start::start;
pub use stop::stop;
pub use trash::trashed;
pub use update::update;
pub use validate::{validate, validate_app};
pub use versions::versions;

/// The identifier of an owner's first database.
const DEFAULT_DATABASE: &str = "default";
/// Most characters of a name.
const MAX_NAME: usize = 100;

/// The app, when it belongs to this user and is not in the trash.
pub async fn owned(platform: &Platform, user: &UserId, id: &AppId) -> Result<AppRecord> {
    let app = platform.store.app(id).await?;
    app.filter(|app| app.user_id == *user && app.desired != Desired::Deleted)
        .ok_or(Error::NotFound("app"))
}

/// Refuses an app that has nothing to run.
fn has_live_revision(app: &AppRecord) -> Result<()> {
    if app.live_revision.is_none() {
        return Err(Error::Invalid(
            "no revision of the app is live\nhint: deploy it first".to_owned(),
        ));
    }
    Ok(())
}

/// The app, when it belongs to this user: one in the trash can still be read, until it is purged.
pub async fn readable(platform: &Platform, user: &UserId, id: &AppId) -> Result<AppRecord> {
    let app = platform.store.app(id).await?;
    app.filter(|app| app.user_id == *user && !app.is_purged())
        .ok_or(Error::NotFound("app"))
}

/// The app as clients see it.
pub fn shown(platform: &Platform, app: &AppRecord) -> App {
    view::app(&platform.settings, app, platform.rollouts.answering(&app.id))
}

/// Has the owner's clients told how the app is now, and answers with the same.
///
/// The app's rollout task tells them: with one teller, no client is left with an older state than the newest.
fn publish(platform: &Platform, app: &AppRecord) -> App {
    platform.rollouts.wake(&app.id);
    shown(platform, app)
}

/// Tells the owner's clients of a new deployment and has it carried out.
fn publish_deployment(platform: &Platform, app: &AppRecord, deployment: &Deployment) -> App {
    let event = Event::Deployment {
        deployment: Box::new(deployment.clone()),
    };
    platform.events.publish(&app.user_id, event);
    publish(platform, app)
}

/// A name without the blanks around it.
pub(super) fn checked_name(field: &'static str, name: &str) -> Result<String> {
    let name = name.trim();
    let length = name.chars().count();
    if length == 0 || length > MAX_NAME || name.chars().any(char::is_control) {
        return Err(Error::Field {
            field,
            message: format!("a name has 1 to {MAX_NAME} characters and no control characters"),
        });
    }
    Ok(name.to_owned())
}

/// The database asked for, when its owner has it; no name and an empty one stand for the default one.
async fn checked_database(
    platform: &Platform,
    user: &UserId,
    database_id: Option<String>,
) -> Result<Option<String>> {
    match database_id.filter(|id| !id.is_empty()) {
        Some(id) if !usable_database(platform, user, &id).await? => Err(Error::UnknownDatabase(id)),
        other => Ok(other),
    }
}

/// Whether an app of this user may use the database. The default one need not be there yet.
async fn usable_database(platform: &Platform, user: &UserId, id: &str) -> Result<bool> {
    let database = platform.store.database(user, id).await?;
    Ok(match database {
        Some(database) => database.state != DatabaseState::Dropping,
        None => id == DEFAULT_DATABASE,
    })
}

/// The vault in which values of variables are sealed.
fn vault(platform: &Platform) -> &Vault {
    &platform.settings.vault
}
