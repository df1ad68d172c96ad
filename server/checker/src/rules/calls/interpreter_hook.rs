//! FP413: the interpreter or the runner is changed.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP413"),
    name: "interpreter-hook",
    severity: Severity::Warning,
    summary: "the interpreter or the runner is changed",
    text: r#"Trace and audit hooks, `sys.modules`, `__main__` and exit handlers belong to the runner; changing them breaks logs, health checks and updates."#,
};
