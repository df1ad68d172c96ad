//! One finding: where it is, what it says, and how to mend it.

use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::rules::RuleCode;

/// How much a finding weighs. The order is from the worst to the mildest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The project cannot be deployed.
    Error,
    /// The project can be deployed, and will probably disappoint.
    Warning,
    /// Advice.
    Hint,
}

impl fmt::Display for Severity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Hint => "hint",
        })
    }
}

/// A place in a file as editors and people count it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters (not bytes), from 1.
    pub column: usize,
}

impl Position {
    /// The first character of a file.
    pub const START: Self = Self { line: 1, column: 1 };
}

/// One replacement in one file.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TextEdit {
    /// Path of the file inside the project.
    pub file: String,
    /// Bytes to replace; empty to insert.
    pub range: Range<usize>,
    /// What stands there afterwards.
    pub replacement: String,
}

/// A change that mends the finding, offered and never applied unasked.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Fix {
    /// What the change does, as an order: "replace `requests` with `httpx`".
    pub title: String,
    /// The edits, in the order of their places; they do not overlap.
    pub edits: Vec<TextEdit>,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Diagnostic {
    /// The rule that found it.
    pub code: RuleCode,
    /// How much it weighs.
    pub severity: Severity,
    /// Path of the file inside the project; empty when the finding is about the project as a whole.
    pub file: String,
    /// Place in bytes of the file as it was given.
    pub range: Range<usize>,
    /// First character of the place.
    pub start: Position,
    /// The character after the place.
    pub end: Position,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// A change that mends it.
    pub fix: Option<Fix>,
}
