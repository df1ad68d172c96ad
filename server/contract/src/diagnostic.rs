//! What the checker found in an app's files.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How much a diagnostic weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Stops a deploy.
    Error,
    /// Advice that matters.
    Warning,
    /// Advice.
    Hint,
}

/// One finding, with its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Diagnostic {
    /// The rule's stable code, such as `FP301`.
    pub code: String,
    /// How much it weighs.
    pub severity: Severity,
    /// The file.
    pub file: String,
    /// First line, from 1.
    pub line: u32,
    /// First column in characters, from 1.
    pub column: u32,
    /// Last line, from 1.
    pub end_line: u32,
    /// Column after the last character, from 1.
    pub end_column: u32,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}
