//! FP411: a format text reads attributes or is not constant.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP411"),
    name: "format-field",
    severity: Severity::Warning,
    summary: "a format text reads attributes or is not constant",
    text: r#"`"{0.__class__}".format(x)` reads attributes of `x`; with a text from a request anybody chooses which. Use an f-string, or pass plain values."#,
};
