//! FP102: the file is not UTF-8 text.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP102"),
    name: "invalid-encoding",
    severity: Severity::Error,
    summary: "the file is not UTF-8 text",
    text: "Source files travel and run as UTF-8. Bytes that are not UTF-8, or a coding comment that \
           names an encoding Python cannot use here, stop the app from starting. Save the file as UTF-8 \
           and remove the coding comment.",
};
