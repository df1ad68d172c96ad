//! FP704: a coroutine is called without `await`.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP704"),
    name: "missing-await",
    severity: Severity::Warning,
    summary: "a coroutine is called without `await`",
    text: r#"Nothing runs, and Python only warns in the log. Put `await` in front."#,
};
