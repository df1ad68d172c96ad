//! FP405: the insides of Python are reached.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP405"),
    name: "introspection",
    severity: Severity::Warning,
    summary: "the insides of Python are reached",
    text: r#"Attributes such as `__subclasses__`, `__globals__` or frame objects lead from any object to the whole interpreter. Ordinary apps do not need them. They are allowed, and reviewers will ask."#,
};
