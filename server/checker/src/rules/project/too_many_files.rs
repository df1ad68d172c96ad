//! FP501: the project has too many files.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP501"),
    name: "too-many-files",
    severity: Severity::Error,
    summary: "the project has too many files",
    text: "The limit keeps an app small enough to be stored and started at once. Combine files or \
           remove what is not used.",
};

use crate::diagnostic::Diagnostic;
use crate::policy::Policy;
use crate::project::Project;

/// More files than the limit.
pub(crate) fn finding(project: &Project, policy: &Policy) -> Option<Diagnostic> {
    let (count, limit) = (project.files.len(), policy.limits.files);
    (count > limit).then(|| {
        super::whole(
            &RULE,
            "",
            format!("the project has {count} files, and at most {limit} are allowed"),
        )
    })
}
