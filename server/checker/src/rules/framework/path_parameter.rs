//! FP705: a path parameter is not in the signature.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP705"),
    name: "path-parameter",
    severity: Severity::Warning,
    summary: "a path parameter is not in the signature",
    text: r#"The path has `{name}` and the function takes no parameter of that name, so the value is lost or the route fails. Add the parameter."#,
};
