//! FP416: a name is written with look-alike characters.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};
use crate::walk::Walk;

use rustpython_ruff_text_size::TextRange;

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP416"),
    name: "confusable-name",
    severity: Severity::Warning,
    summary: "a name is written with look-alike characters",
    text: "Python treats full-width and other compatibility letters as the plain ones, so the name is \
           another than it seems. Type it again with plain letters.",
};

/// A name whose letters in the file are not those Python reads.
pub(crate) fn name<'a>(walk: &mut Walk<'a>, name: &'a str, range: TextRange) {
    if walk.source.is_ascii {
        return;
    }
    let written = walk.source.slice(range);
    if !written.is_ascii() && written != name && name.is_ascii() {
        walk.report(&RULE, range, format!("`{written}` is read as `{name}`"));
    }
}
