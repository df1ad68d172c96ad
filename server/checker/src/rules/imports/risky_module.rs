//! FP309: the module will probably disappoint in an app.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP309"),
    name: "risky-module",
    severity: Severity::Warning,
    summary: "the module will probably disappoint in an app",
    text: "The module can be imported, and what it is made for does not go well with an app: it starts \
           processes, waits for a terminal, or is gone from newer versions of Python. The finding says \
           why and what to use instead.",
};

use crate::diagnostic::Diagnostic;
use crate::facts::Import;
use crate::source::Source;

/// A module that apps may use at their own risk.
pub(crate) fn finding(source: &Source<'_>, import: &Import, reason: &str) -> Diagnostic {
    let message = format!("`{}` will probably disappoint in an app", import.module);
    let mut finding = source.diagnostic(&RULE, import.range.clone(), message);
    finding.help = Some(reason.to_owned());
    finding
}
