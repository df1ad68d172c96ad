//! FP417: a method that Python calls by itself does work it hides.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP417"),
    name: "implicit-call",
    severity: Severity::Warning,
    summary: "a method that Python calls by itself does work it hides",
    text: r#"`__del__`, `__class_getitem__`, `__init_subclass__` and metaclass `__prepare__` run without a visible call. Prefer a plain function."#,
};
