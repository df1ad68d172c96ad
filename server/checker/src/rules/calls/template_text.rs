//! FP412: a template is made from a text that is not constant.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP412"),
    name: "template-text",
    severity: Severity::Warning,
    summary: "a template is made from a text that is not constant",
    text: r#"Template engines run code. Keep templates constant and pass the request's values as variables."#,
};
