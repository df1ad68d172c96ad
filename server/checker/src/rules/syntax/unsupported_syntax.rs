//! FP105: the syntax is newer than the Python of the runner.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP105"),
    name: "unsupported-syntax",
    severity: Severity::Error,
    summary: "the syntax is newer than the Python of the runner",
    text: "The runner's Python does not know this syntax, so the app would not start. Write it in the \
           older way.",
};
