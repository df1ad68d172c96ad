//! FP504: the entry file is not in the project.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP504"),
    name: "entrypoint-missing",
    severity: Severity::Error,
    summary: "the entry file is not in the project",
    text: "The runner starts the entry file; without it there is nothing to start.",
};

use crate::diagnostic::Diagnostic;
use crate::project::Project;

/// An entry file that is not there.
pub(crate) fn finding(project: &Project) -> Option<Diagnostic> {
    if project.files.contains_key(&project.entrypoint) {
        return None;
    }
    let message = match (project.files.is_empty(), project.entrypoint.as_str()) {
        (true, _) => "the project has no files".to_owned(),
        (false, "") => "the project names no entry file".to_owned(),
        (false, path) => format!("the entry file `{path}` is not in the project"),
    };
    Some(super::whole(&RULE, "", message))
}
