//! What the operator of the platform allows.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// The Python that runs the apps: syntax newer than this is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PythonTarget {
    /// Always 3.
    pub major: u8,
    /// 10 for Python 3.10.
    pub minor: u8,
}

impl Default for PythonTarget {
    /// 3.10, the oldest Python a runner may have.
    fn default() -> Self {
        Self { major: 3, minor: 10 }
    }
}

impl std::fmt::Display for PythonTarget {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}.{}", self.major, self.minor)
    }
}

/// How large a project may be. All sizes are in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Number of files.
    pub files: usize,
    /// Bytes of one file.
    pub file_bytes: usize,
    /// Bytes of all files together.
    pub total_bytes: usize,
}

impl Default for Limits {
    /// 50 files, 100 KiB each, 500 KiB together: what the existing platform promises.
    fn default() -> Self {
        Self { files: 50, file_bytes: 100 * 1024, total_bytes: 500 * 1024 }
    }
}

/// Rules that an operator can change.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Policy {
    /// The Python version to check for.
    pub python: PythonTarget,
    /// How large a project may be.
    pub limits: Limits,
    /// When set, these imports (dotted prefixes, case-sensitive) are allowed instead of the default ones.
    pub replace_imports: Option<BTreeSet<String>>,
    /// Imports (dotted prefixes, case-sensitive) allowed on top of that.
    pub extend_imports: BTreeSet<String>,
}
