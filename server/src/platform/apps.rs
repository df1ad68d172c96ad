//! What users do with their apps. One operation, one file.
//!
//! Every operation begins with [`owned`]: an app of somebody else is not found, and neither is one in the trash.

mod activity;
mod create;
mod delete;
mod deploy;
mod deployments;
mod draft;
mod list;
mod logs;
mod proxy;
mod read;
mod source;
mod update;
mod validate;

use fp_contract::app::App;
use fp_contract::deployment::Deployment;
use fp_contract::event::Event;

use super::error::{Error, Result};
use super::{Platform, view};
use crate::store::{AppId, AppRecord, Desired, UserId};

pub use activity::note_activity;
pub use create::create;
pub use delete::delete;
pub use deploy::deploy;
pub use deployments::{deployment, deployments};
pub use draft::save_draft;
pub use list::list;
pub use logs::{LogQuery, follow_logs, instance_name, tail_logs};
pub use proxy::proxy;
pub use read::read;
pub use update::update;
pub use validate::{validate, validate_app};

/// Most characters of a name.
const MAX_NAME: usize = 100;

/// The app, when it belongs to this user and is not in the trash.
pub async fn owned(platform: &Platform, user: &UserId, id: &AppId) -> Result<AppRecord> {
    let app = platform.store.app(id).await?;
    app.filter(|app| app.user_id == *user && app.desired != Desired::Deleted)
        .ok_or(Error::NotFound("app"))
}

/// The app as clients see it.
pub fn shown(platform: &Platform, app: &AppRecord) -> App {
    view::app(&platform.settings, app, platform.rollouts.answers(&app.id))
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
fn checked_name(name: &str) -> Result<String> {
    let name = name.trim();
    let length = name.chars().count();
    if length == 0 || length > MAX_NAME || name.chars().any(char::is_control) {
        return Err(Error::Invalid(format!(
            "a name has 1 to {MAX_NAME} characters and no control characters"
        )));
    }
    Ok(name.to_owned())
}

/// Databases come with a `MongoDB` server; until then the only one is the default, which is none.
fn checked_database(database_id: Option<String>) -> Result<Option<String>> {
    match database_id {
        Some(id) if id != "default" && !id.is_empty() => Err(Error::UnknownDatabase(id)),
        other => Ok(other.filter(|id| !id.is_empty())),
    }
}
