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
    /// First byte of the file's text.
    #[serde(default)]
    pub start_byte: u32,
    /// Byte after the last.
    #[serde(default)]
    pub end_byte: u32,
    /// A change that mends it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
}

/// A change that mends a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Fix {
    /// What it does, in a few words.
    pub title: String,
    /// Replacements that do not overlap; all of them or none.
    pub edits: Vec<TextEdit>,
}

/// One replacement in one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TextEdit {
    /// The file.
    pub file: String,
    /// First byte replaced.
    pub start_byte: u32,
    /// Byte after the last one replaced.
    pub end_byte: u32,
    /// The new text.
    pub replacement: String,
}
