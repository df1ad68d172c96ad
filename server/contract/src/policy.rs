//! By what code is checked.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `GET /api/policy`: what a client checks by, to find what the server will find.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Policy {
    /// The Python that runs the apps: newer syntax is refused.
    pub python: Python,
    /// How large a project may be.
    pub limits: Limits,
    /// When set, these imports are allowed instead of the default ones: dotted prefixes, case-sensitive.
    #[serde(default)]
    pub replace_imports: Option<BTreeSet<String>>,
    /// Imports allowed on top of that.
    #[serde(default)]
    pub extend_imports: BTreeSet<String>,
}

/// A version of Python.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Python {
    /// Always 3.
    pub major: u8,
    /// 13 for Python 3.13.
    pub minor: u8,
}

/// How large a project may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Limits {
    /// Number of files.
    pub files: usize,
    /// Bytes of one file.
    pub file_bytes: usize,
    /// Bytes of all files together.
    pub total_bytes: usize,
}
