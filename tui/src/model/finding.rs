//! Something found in the files, with the change that would mend it.

use fp_checker::Fix;
use fp_contract::diagnostic::Diagnostic;

/// Something found in the files. The API carries no changes, so only the workstation's own checker offers one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was found.
    pub diagnostic: Diagnostic,
    /// What would mend it: byte ranges of the files as they were checked.
    pub fix: Option<Fix>,
}

impl From<Diagnostic> for Finding {
    fn from(diagnostic: Diagnostic) -> Self {
        Self {
            diagnostic,
            fix: None,
        }
    }
}
