//! FP503: the project is too large.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP503"),
    name: "project-too-large",
    severity: Severity::Error,
    summary: "the project is too large",
    text: "The sizes of all files together, in bytes, exceed the limit. Keep large data in the \
           database.",
};

use crate::diagnostic::Diagnostic;
use crate::policy::Policy;
use crate::project::Project;

/// More bytes than the limit.
pub(crate) fn finding(project: &Project, policy: &Policy) -> Option<Diagnostic> {
    let size: usize = project.files.values().map(Vec::len).sum();
    let limit = policy.limits.total_bytes;
    (size > limit).then(|| {
        super::whole(
            &RULE,
            "",
            format!("the project has {size} bytes, and at most {limit} are allowed"),
        )
    })
}
