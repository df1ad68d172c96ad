//! FP407: a module is imported by a computed name.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP407"),
    name: "dynamic-import",
    severity: Severity::Error,
    summary: "a module is imported by a computed name",
    text: r#"The checker cannot tell what is imported, and neither can a reader. Use an `import` statement."#,
};
