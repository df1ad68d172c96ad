//! Checking code without deploying it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::Framework;
use crate::diagnostic::Diagnostic;
use crate::files::Files;

/// `POST /api/apps/validate` and `POST /api/apps/{app_id}/validate`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct ValidateRequest {
    /// The code of a single-file app.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The files of a multi-file app.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<BTreeMap<String, String>>)]
    pub files: Option<Files>,
    /// The file that defines `app`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entrypoint: Option<String>,
}

/// What the checker found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ValidateReply {
    /// Whether it could be deployed.
    pub valid: bool,
    /// The first error in words, or that all is well.
    pub message: String,
    /// The first error's line.
    pub line: Option<u32>,
    /// The first error's file, for multi-file apps.
    pub file: Option<String>,
    /// Everything found.
    #[serde(default)]
    pub diagnostics: Vec<Diagnostic>,
    /// The framework the code uses.
    #[serde(default)]
    pub framework: Option<Framework>,
    /// The routes the code declares.
    #[serde(default)]
    pub routes: Vec<Route>,
    /// Names of the environment variables the code reads.
    #[serde(default)]
    pub env_names: Vec<String>,
    /// Packages the code imports that are neither its own nor the standard library's.
    #[serde(default)]
    pub packages: Vec<String>,
}

/// A route the code declares.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Route {
    /// The HTTP method; `ANY` when the code leaves it open, `WS` for a WebSocket.
    pub method: String,
    /// The path as written.
    pub path: String,
    /// The function that answers.
    pub function: String,
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
}
