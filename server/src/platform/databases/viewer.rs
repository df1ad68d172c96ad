//! A viewer for databases in a browser. The existing platform runs one in its cluster; this server has none to run it with.

use fp_contract::database::Viewer;

use super::DatabaseFailure;
use crate::platform::Platform;
use crate::platform::error::Result;
use crate::store::UserId;

/// What is said instead.
const NONE: &str = "this server runs no database viewer\nhint: read the documents with the workstation, or give any MongoDB client the string of POST /api/databases/{database_id}/connection";

/// Starts the user's viewer, of one database or of all.
pub async fn launch_viewer(platform: &Platform, user: &UserId, id: Option<&str>) -> Result<Viewer> {
    if let Some(id) = id {
        platform.databases.find(user, id).await?;
    }
    Err(DatabaseFailure::NoViewer(NONE).into())
}

/// Gives the user's viewer another password.
pub async fn rotate_viewer(_: &Platform, _: &UserId) -> Result<Viewer> {
    Err(DatabaseFailure::NoViewer(NONE).into())
}
