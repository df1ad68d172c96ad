//! Versions: the revisions that were live before, as clients of the existing platform know them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Timestamp;
use crate::files::Files;

/// A revision that was live before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Version {
    /// The code (single-file apps).
    pub code: Option<String>,
    /// The files (multi-file apps).
    #[schema(value_type = Option<BTreeMap<String, String>>)]
    pub files: Option<Files>,
    /// When it last went live.
    pub deployed_at: Timestamp,
    /// The first 16 hex digits of the SHA-256 over the code, or over `name:content` of all files by name.
    pub code_hash: String,
    /// The SHA-256 of the revision, by which it can be deployed again whatever its place in the list.
    pub revision: String,
}

/// `GET /api/apps/{app_id}/versions`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct VersionList {
    /// The app.
    pub app_id: String,
    /// Newest first, at most ten; the live one is not among them.
    pub versions: Vec<Version>,
    /// The hash of the live code; absent when nothing is live.
    pub current_deployed_hash: Option<String>,
}
