//! FP108: an integer literal has more than 4,300 digits.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP108"),
    name: "long-integer",
    severity: Severity::Error,
    summary: "an integer literal has more than 4,300 digits",
    text: "Python refuses to read such an integer. Write it in hexadecimal or compute it.",
};

use std::ops::Range;

use crate::diagnostic::Diagnostic;
use crate::source::Source;

/// The finding for one literal.
pub(crate) fn finding(source: &Source<'_>, range: Range<usize>) -> Diagnostic {
    let message = format!("integer with {} digits: Python reads at most 4,300", range.len());
    source.diagnostic(&RULE, range, message)
}
