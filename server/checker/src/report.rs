//! The output of a check.

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Diagnostic, Severity};

/// The web framework an app is written with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Framework {
    /// `FastAPI` (and bare Starlette apps, which the runner treats alike).
    Fastapi,
    /// `FastHTML`.
    Fasthtml,
}

/// One route that the code declares.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Route {
    /// HTTP method in capitals; `ANY` when the declaration leaves it open, `WS` for a WebSocket.
    pub method: String,
    /// Path as written, with the prefixes of its router and of the calls that include it, when they are known.
    pub path: String,
    /// Name of the function that answers.
    pub function: String,
    /// Path of the file inside the project.
    pub file: String,
    /// Line of the declaration, from 1.
    pub line: usize,
}

/// Everything a check found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The findings, ordered by file, place and weight.
    pub diagnostics: Vec<Diagnostic>,
    /// The framework the app uses, when the code shows it.
    pub framework: Option<Framework>,
    /// The routes the code declares, ordered by file and line.
    pub routes: Vec<Route>,
    /// Names of the environment variables the code reads, sorted.
    pub env_names: Vec<String>,
    /// Top-level names of the packages the code imports that are neither its own nor the standard library's, sorted.
    pub packages: Vec<String>,
}

impl Report {
    /// True when nothing forbids deploying; warnings and hints may still be there.
    pub fn is_ok(&self) -> bool {
        self.errors().next().is_none()
    }

    /// The findings that forbid deploying.
    pub fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.severity == Severity::Error)
    }
}
