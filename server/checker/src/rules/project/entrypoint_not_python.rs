//! FP505: the entry file is not a Python file.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP505"),
    name: "entrypoint-not-python",
    severity: Severity::Error,
    summary: "the entry file is not a Python file",
    text: "The entry file must end in `.py`, and each part of its path must be a name that Python can \
           import.",
};

use crate::diagnostic::Diagnostic;
use crate::project::Project;

/// An entry file that Python cannot import.
pub(crate) fn finding(project: &Project) -> Option<Diagnostic> {
    let path = project.entrypoint.as_str();
    if path.is_empty() || !project.files.contains_key(path) {
        return None;
    }
    let stem = path.strip_suffix(".py");
    let importable = |part: &str| {
        !part.is_empty()
            && !part.starts_with(|first: char| first.is_ascii_digit())
            && part.chars().all(|each| each.is_alphanumeric() || each == '_')
    };
    let message = match stem {
        None => format!("the entry file `{path}` must end in `.py`"),
        Some(stem) if !stem.split('/').all(importable) => {
            format!("`{path}` is not a name that Python can import: use letters, digits and underscores")
        }
        Some(_) => return None,
    };
    Some(super::whole(&RULE, path, message))
}
