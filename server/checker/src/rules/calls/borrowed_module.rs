//! FP408: a module is taken out of another module.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP408"),
    name: "borrowed-module",
    severity: Severity::Warning,
    summary: "a module is taken out of another module",
    text: r#"`random._os` is `os` by another way. It works until that module is rewritten. Import what is needed by its own name."#,
};
