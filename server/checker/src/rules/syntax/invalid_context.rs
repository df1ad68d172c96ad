//! FP106: the statement is not allowed where it stands.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP106"),
    name: "invalid-context",
    severity: Severity::Error,
    summary: "the statement is not allowed where it stands",
    text: "Python's compiler refuses some statements by their place: `return` outside a function, \
           `await` outside an `async` function, `break` outside a loop, a parameter named twice, \
           `nonlocal` without a binding, a late `from __future__ import`. The app would not start.",
};
