//! FP302: the module may not be imported.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP302"),
    name: "not-allowed",
    severity: Severity::Error,
    summary: "the module may not be imported",
    text: "Python has the module, and no app can use it: it needs a screen, a terminal or native code, or \
           the operators of the platform have narrowed the list. This is guidance: the pod an app runs in \
           is what holds it.",
};

use crate::diagnostic::Diagnostic;
use crate::facts::Import;
use crate::source::Source;

/// A module that apps may not use.
pub(crate) fn finding(source: &Source<'_>, import: &Import, reason: Option<&str>) -> Diagnostic {
    let mut finding = source.diagnostic(
        &RULE,
        import.range.clone(),
        format!("apps may not import `{}`", import.module),
    );
    finding.help = reason.map(str::to_owned);
    finding
}
