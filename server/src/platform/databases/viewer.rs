//! A viewer for databases in a browser: one for a user, with a `MongoDB` login of its own that reaches what is shown and nothing
//! else.
//!
//! Both families of routes start the same viewer, and what the last call said counts: which databases are shown, and with which
//! name and password one signs in. What it is now stands with the runtime, not in the record: a password that was not noted when
//! it was told can only be replaced.

mod end;
mod expire;
mod launch;
mod open;
mod rotate;
mod show;

use fp_contract::database::Viewer;

use super::DatabaseFailure;
use crate::platform::Platform;
use crate::platform::error::Result;
use crate::runtime::{RunningViewer, Viewers};
use crate::store::UserId;

pub(super) use end::{end_with_account, hide};
pub use expire::{expire, spawn};
pub use launch::launch_viewer;
pub use open::open_viewer;
pub use rotate::rotate_viewer;

/// What is said where there is none.
const NONE: &str = "this server runs no database viewer\nhint: read the documents with the workstation, or give any MongoDB client the string of POST /api/databases/{database_id}/connection";
/// What is said where no viewer could reach the databases.
const OUT_OF_REACH: &str = "a database viewer does not reach the private MongoDB server of this machine\nhint: set MONGO_URI to a server that pods reach";

/// What one signs in to a viewer with.
struct SignIn {
    username: String,
    password: String,
}

/// What runs viewers, or why nothing does.
fn viewers(platform: &Platform) -> Result<&dyn Viewers> {
    let viewers = platform
        .runtime
        .viewers()
        .ok_or(DatabaseFailure::NoViewer(NONE))?;
    if platform.databases.engine().starts_on_demand() {
        return Err(DatabaseFailure::NoViewer(OUT_OF_REACH).into());
    }
    Ok(viewers)
}

/// The name of the viewer's `MongoDB` login, as on the existing platform. Changes to a user's viewer wait for their turn by it.
fn login_name(user: &UserId) -> String {
    format!("viewer_{user}")
}

/// The viewer as its owner is shown it; with the password only when that was just made.
async fn shown(platform: &Platform, user: &UserId, password: Option<String>) -> Result<Viewer> {
    let found = viewers(platform)?
        .find(user)
        .await
        .map_err(DatabaseFailure::from)?;
    let gone = || DatabaseFailure::Viewer("it was ended in the meantime".to_owned());
    Ok(as_seen(platform, &found.ok_or_else(gone)?, password))
}

fn as_seen(platform: &Platform, viewer: &RunningViewer, password: Option<String>) -> Viewer {
    Viewer {
        url: platform.settings.viewer_url(&viewer.spec.owner),
        username: viewer.spec.username.clone(),
        password_provided: password.is_some(),
        password,
        ready: viewer.ready,
        pod_status: Some(viewer.pod_status.clone()),
    }
}
