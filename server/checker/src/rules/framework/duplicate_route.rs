//! FP701: two functions answer the same route.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP701"),
    name: "duplicate-route",
    severity: Severity::Warning,
    summary: "two functions answer the same route",
    text: r#"The framework uses the first; the second is never called. Change the path or the method of one."#,
};
