//! The trash: deleted apps that can still be restored.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Timestamp;
use crate::app::App;

/// An app in the trash.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TrashedApp {
    /// The app as it is.
    #[serde(flatten)]
    pub app: App,
    /// When it was deleted.
    pub deleted_at: Timestamp,
    /// When it is removed for good.
    pub purge_at: Timestamp,
}
