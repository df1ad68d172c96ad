//! FP308: an optional import will never succeed.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP308"),
    name: "optional-missing",
    severity: Severity::Warning,
    summary: "an optional import will never succeed",
    text: "The module is not available in the runner, so the `except` branch always runs.",
};

use crate::diagnostic::Diagnostic;

/// The same finding where a failing import is caught.
pub(crate) fn soften(finding: Diagnostic) -> Diagnostic {
    Diagnostic {
        code: RULE.code,
        severity: RULE.severity,
        fix: None,
        ..finding
    }
}
