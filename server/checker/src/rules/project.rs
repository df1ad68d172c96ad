//! Codes `FP5xx`: files, names and sizes.

pub(crate) mod clashing_paths;
pub(crate) mod confusable_path;
pub(crate) mod entrypoint_missing;
pub(crate) mod entrypoint_not_python;
pub(crate) mod file_too_large;
pub(crate) mod file_type;
pub(crate) mod invalid_path;
pub(crate) mod project_too_large;
pub(crate) mod too_many_files;

use crate::diagnostic::{Diagnostic, Position};
use crate::policy::Policy;
use crate::project::{Project, is_python};
use crate::rules::{Rule, syntax};
use crate::source::Source;

/// The findings about the project as a set of files.
pub(crate) fn findings(project: &Project, policy: &Policy) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = Vec::new();
    found.extend(too_many_files::finding(project, policy));
    found.extend(project_too_large::finding(project, policy));
    found.extend(entrypoint_missing::finding(project));
    found.extend(entrypoint_not_python::finding(project));
    found.extend(clashing_paths::findings(project));
    for (path, bytes) in &project.files {
        found.extend(invalid_path::finding(path));
        found.extend(file_type::finding(path));
        found.extend(confusable_path::finding(path));
        found.extend(file_too_large::finding(path, bytes, policy));
        found.extend(text(path, bytes));
    }
    found
}

/// Files other than Python are text, too.
fn text(path: &str, bytes: &[u8]) -> Option<Diagnostic> {
    let error = std::str::from_utf8(bytes).err().filter(|_| !is_python(path))?;
    let valid = bytes
        .get(..error.valid_up_to())
        .and_then(|valid| std::str::from_utf8(valid).ok())
        .unwrap_or_default();
    let place = error.valid_up_to()..error.valid_up_to() + error.error_len().unwrap_or(1);
    Some(Source::new(path, valid).diagnostic(
        &syntax::invalid_encoding::RULE,
        place,
        "the bytes here are not UTF-8",
    ))
}

/// A finding about a file as a whole, or about the project when `path` is empty.
pub(crate) fn whole(rule: &Rule, path: &str, message: String) -> Diagnostic {
    Diagnostic {
        code: rule.code,
        severity: rule.severity,
        file: path.to_owned(),
        range: 0..0,
        start: Position::START,
        end: Position::START,
        message,
        help: None,
        fix: None,
    }
}
