//! FP103: the file contains a NUL byte.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP103"),
    name: "nul-byte",
    severity: Severity::Error,
    summary: "the file contains a NUL byte",
    text: "Python refuses source code with NUL bytes. They usually come from a file saved as UTF-16: \
           save it as UTF-8.",
};
