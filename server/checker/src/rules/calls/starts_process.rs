//! FP402: another process is started.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP402"),
    name: "starts-process",
    severity: Severity::Error,
    summary: "another process is started",
    text: r#"An app is one process and its pod has no tools to start: use a library instead of a command, and background tasks instead of processes."#,
};
