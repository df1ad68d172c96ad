//! FP415: a constant expression is very large.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP415"),
    name: "large-constant",
    severity: Severity::Warning,
    summary: "a constant expression is very large",
    text: r#"Python computes it while the file is compiled, and may need more memory than the app has."#,
};
