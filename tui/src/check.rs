//! The checker's findings in the words of the contract, so that the workstation shows the server's and its own alike.

use fp_checker::{Policy, Project, Severity as Found};
use fp_contract::diagnostic::{Diagnostic, Severity};
use fp_contract::files::Files;

use crate::model::finding::Finding;

/// Everything the checker finds in files, ordered by file and place.
pub fn diagnostics(files: &Files, entrypoint: &str) -> Vec<Diagnostic> {
    let found = findings(files, entrypoint);
    found.into_iter().map(|finding| finding.diagnostic).collect()
}

/// As [`diagnostics`], with the changes the checker offers.
pub fn findings(files: &Files, entrypoint: &str) -> Vec<Finding> {
    let report = fp_checker::check(&Project::from_text(files, entrypoint), &Policy::default());
    let with_fix = |mut found: fp_checker::Diagnostic| Finding {
        fix: found.fix.take(),
        diagnostic: in_contract(found),
    };
    report.diagnostics.into_iter().map(with_fix).collect()
}

/// A finding as the API words it.
pub fn in_contract(found: fp_checker::Diagnostic) -> Diagnostic {
    let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
    Diagnostic {
        code: found.code.as_str().to_owned(),
        severity: match found.severity {
            Found::Error => Severity::Error,
            Found::Warning => Severity::Warning,
            Found::Hint => Severity::Hint,
        },
        file: found.file,
        line: number(found.start.line),
        column: number(found.start.column),
        end_line: number(found.end.line),
        end_column: number(found.end.column),
        message: found.message,
        help: found.help,
        start_byte: number(found.range.start),
        end_byte: number(found.range.end),
        // It stays in the finding, in the checker's own form.
        fix: None,
    }
}
