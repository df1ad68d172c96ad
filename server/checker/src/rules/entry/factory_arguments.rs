//! FP203: `create_app` needs arguments.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP203"),
    name: "factory-arguments",
    severity: Severity::Error,
    summary: "`create_app` needs arguments",
    text: "The runner calls `create_app()` without arguments. Give every parameter a default.",
};

use std::ops::Range;

use crate::diagnostic::Diagnostic;
use crate::source::Source;

/// A parameter without a default.
pub(crate) fn finding(source: &Source<'_>, range: Range<usize>) -> Diagnostic {
    let mut finding = source.diagnostic(
        &RULE,
        range,
        "`create_app` is called without arguments, and this parameter has no default",
    );
    finding.help = Some("give it a default, or read the value inside with `os.environ`".to_owned());
    finding
}
