//! FP109: the file could not be checked.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP109"),
    name: "not-checked",
    severity: Severity::Error,
    summary: "the file could not be checked",
    text: "The checker itself failed on this file. That is a fault of the checker, and the file is \
           refused rather than waved through. Please report it with the file.",
};
