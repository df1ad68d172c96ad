//! FP703: a default value is shared between calls.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP703"),
    name: "mutable-default",
    severity: Severity::Warning,
    summary: "a default value is shared between calls",
    text: r#"A list, dictionary or set as default is made once: what one request adds, all others see. Use `None` and make it inside."#,
};
