//! FP406: an attribute is looked up by a computed name.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP406"),
    name: "computed-name",
    severity: Severity::Warning,
    summary: "an attribute is looked up by a computed name",
    text: r#"When the name comes from a request, any attribute can be read. Use a dictionary of what is allowed."#,
};
