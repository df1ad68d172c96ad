//! FP418: a regular expression can take exponential time.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP418"),
    name: "slow-pattern",
    severity: Severity::Warning,
    summary: "a regular expression can take exponential time",
    text: r#"A repeated group that itself repeats, such as `(a+)+`, tries every way to split the text: one request can hold a worker for minutes."#,
};
