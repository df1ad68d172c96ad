//! `fp validate [PATH]`.

use std::path::Path;

use fp_checker::Policy;
use fp_contract::diagnostic::{Diagnostic, Severity};

use super::error::CliError;
use super::output;
use crate::{project, sanitise};

/// Checks the app in a folder or file.
pub(super) fn run(path: &Path, json: bool) -> Result<(), CliError> {
    let project = project::read(path, |name| std::env::var(name).ok())?;
    let diagnostics = fp_checking::check(&project.files, &project.entrypoint, &Policy::default()).diagnostics;
    if json {
        output::json(&diagnostics)?;
    } else {
        for diagnostic in &diagnostics {
            output::line(&line(diagnostic))?;
        }
    }
    let errors = count_errors(&diagnostics);
    match errors {
        0 if json => Ok(()),
        0 => {
            eprintln!("{} can be deployed", project.name);
            Ok(())
        }
        1 => Err(CliError::Invalid("1 error stops a deploy".to_owned())),
        errors => Err(CliError::Invalid(format!("{errors} errors stop a deploy"))),
    }
}

/// How many diagnostics stop a deploy.
pub(super) fn count_errors(diagnostics: &[Diagnostic]) -> usize {
    diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.severity == Severity::Error)
        .count()
}

/// `app.py:3:1: error FP101: … (help)`.
pub(super) fn line(diagnostic: &Diagnostic) -> String {
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "hint",
    };
    let Diagnostic {
        file,
        line,
        column,
        code,
        message,
        help,
        ..
    } = diagnostic;
    let help = help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
    sanitise::one_line(&format!(
        "{file}:{line}:{column}: {severity} {code}: {message}{help}"
    ))
}
