//! FP104: the code is nested too deeply.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP104"),
    name: "too-deep",
    severity: Severity::Error,
    summary: "the code is nested too deeply",
    text: "Python limits brackets inside brackets (200), indentation (100 levels) and the length of a \
           chain of operators, calls or attributes. Code beyond that is nearly always generated: keep \
           the data in a list, a dictionary or a JSON file, or split the expression over several \
           statements.",
};

use crate::diagnostic::Diagnostic;
use crate::shape::ShapeFault;
use crate::source::Source;

/// The finding for a text that must not be parsed.
pub(crate) fn finding(source: &Source<'_>, fault: &ShapeFault) -> Diagnostic {
    let (offset, message) = match fault {
        ShapeFault::Brackets(offset) => (*offset, "too many brackets inside each other (Python allows 200)"),
        ShapeFault::Indents(offset) => (*offset, "too many levels of indentation (Python allows 100)"),
        ShapeFault::Chain(offset) => (
            *offset,
            "the expression is too long: Python cannot compile a chain of this length",
        ),
        ShapeFault::Unclosed(offset) => (*offset, "this bracket is never closed"),
        ShapeFault::UnclosedString(offset) => (*offset, "this f-string is never closed"),
    };
    let rule = match fault {
        ShapeFault::Unclosed(_) | ShapeFault::UnclosedString(_) => &super::syntax_error::RULE,
        _ => &RULE,
    };
    let mut finding = source.diagnostic(rule, offset..offset + 1, message);
    finding.help = (rule.code == RULE.code)
        .then(|| "split it over several statements, or keep the data in a list or a file".to_owned());
    finding
}
