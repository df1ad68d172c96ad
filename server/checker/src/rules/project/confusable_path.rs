//! FP509: the name of a module mixes alphabets.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP509"),
    name: "confusable-path",
    severity: Severity::Warning,
    summary: "the name of a module mixes alphabets",
    text: "A Cyrillic or Greek letter among Latin ones looks like another name, and full-width letters can \
           never be imported. Type the name again with plain letters.",
};

use crate::diagnostic::Diagnostic;
use crate::project::is_python;

/// A Python file whose name has Latin letters and some that look like them.
pub(crate) fn finding(path: &str) -> Option<Diagnostic> {
    let latin = path
        .strip_suffix(".py")?
        .chars()
        .any(|each| each.is_ascii_alphabetic());
    let odd = path
        .chars()
        .find(|each| looks_latin(*each))
        .filter(|_| latin && is_python(path))?;
    Some(super::whole(
        &RULE,
        path,
        format!("`{path}` mixes Latin letters with `{odd}`"),
    ))
}

/// Letters of alphabets that share shapes with the Latin one: Greek, Cyrillic, Armenian, Cherokee, mathematical, full-width.
fn looks_latin(character: char) -> bool {
    matches!(character, '\u{370}'..='\u{58f}' | '\u{13a0}'..='\u{13ff}' | '\u{1d400}'..='\u{1d7ff}' | '\u{ff21}'..='\u{ff5a}')
}
