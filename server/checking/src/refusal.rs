//! Why code may not be deployed.

use fp_contract::diagnostic::{Diagnostic, Severity};

/// Why code may not be deployed: the first error, and everything found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The first error in words.
    pub message: String,
    /// Its file.
    pub file: Option<String>,
    /// Its line, from 1.
    pub line: Option<u32>,
    /// Everything found, advice included.
    pub diagnostics: Vec<Diagnostic>,
}

impl Refusal {
    /// What refuses the code; `None` when nothing does.
    pub(crate) fn new(diagnostics: &[Diagnostic]) -> Option<Self> {
        let first = diagnostics
            .iter()
            .find(|diagnostic| diagnostic.severity == Severity::Error)?;
        let whole_project = first.file.is_empty();
        Some(Self {
            message: first.message.clone(),
            file: (!whole_project).then(|| first.file.clone()),
            line: (!whole_project).then_some(first.line),
            diagnostics: diagnostics.to_vec(),
        })
    }
}
