//! Variables brought in as the text of a `.env` file.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::App;

/// `POST /api/apps/{app_id}/env/import`.
#[derive(Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct EnvImport {
    /// The text: `NAME=value` lines, with quotes, comments and `export` as shells have them.
    pub text: String,
    /// Whether variables that the text does not name are removed; secrets stay in any case.
    #[serde(default)]
    pub replace: bool,
    /// Names that become secrets. One that is a secret already stays one.
    #[serde(default)]
    pub secrets: Vec<String>,
}

/// What was set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct EnvImportReply {
    /// The app after the change.
    pub app: App,
    /// Names of the variables set.
    pub variables: Vec<String>,
    /// Names of the secrets set.
    pub secrets: Vec<String>,
    /// Names of the variables removed.
    pub removed: Vec<String>,
}
