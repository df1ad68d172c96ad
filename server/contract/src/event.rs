//! What the server pushes to clients over `GET /api/events` (WebSocket, JSON text frames).

use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::deployment::Deployment;

/// A change of something the signed-in user owns.
///
/// The first frame is always `Snapshot`; a client that lags is sent another one instead of what it missed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// Everything as it is now.
    Snapshot {
        /// The server's process; another one means that the server was restarted.
        server: String,
        /// All apps of the user.
        apps: Vec<App>,
    },
    /// An app was created or changed.
    App {
        /// The app as it is now.
        app: Box<App>,
    },
    /// An app was deleted.
    AppDeleted {
        /// Which one.
        app_id: String,
    },
    /// A deployment began, reached a stage or ended.
    Deployment {
        /// The deployment as it is now.
        deployment: Box<Deployment>,
    },
}
