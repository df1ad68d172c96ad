//! FP418: a regular expression can take exponential time.

use crate::diagnostic::Severity;
use crate::names::constant_text;
use crate::rules::{Rule, RuleCode};
use crate::walk::Walk;

use rustpython_ruff_python_ast::ExprCall;
use rustpython_ruff_text_size::Ranged;

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP418"),
    name: "slow-pattern",
    severity: Severity::Warning,
    summary: "a regular expression can take exponential time",
    text: "A repeated group that itself repeats, such as `(a+)+`, tries every way to split the text: \
           one request can hold a worker for minutes.",
};

/// Bytes of a pattern that is looked at: every group is searched for its end.
const MAX_BYTES: usize = 4_096;

/// A constant pattern given to `re`.
pub(crate) fn call<'a>(walk: &mut Walk<'a>, call: &'a ExprCall, path: &str) {
    if !path.starts_with("re.") {
        return;
    }
    let Some(pattern) = call.arguments.find_argument_value("pattern", 0) else {
        return;
    };
    if constant_text(pattern).is_some_and(|text| text.len() <= MAX_BYTES && repeats_a_repetition(&text)) {
        walk.report(
            &RULE,
            pattern.range(),
            "a repeated group that repeats itself can take exponential time",
        );
    }
}

/// A group that holds one repeated thing and is itself repeated: `(a+)+`, `([a-z]*)*`.
fn repeats_a_repetition(pattern: &str) -> bool {
    pattern.match_indices('(').any(|(open, _)| {
        let inside = pattern.get(open + 1..).unwrap_or_default();
        let inside = inside.strip_prefix("?:").unwrap_or(inside);
        let rest = after_atom(inside);
        let repeated = rest.and_then(|rest| rest.strip_prefix(['+', '*']));
        repeated
            .and_then(|rest| rest.strip_prefix(')'))
            .is_some_and(|rest| rest.starts_with(['+', '*']))
    })
}

/// What follows one character, escape or character class.
fn after_atom(text: &str) -> Option<&str> {
    let mut characters = text.chars();
    match characters.next()? {
        '\\' => {
            characters.next()?;
            Some(characters.as_str())
        }
        '[' => text.split_once(']').map(|(_, rest)| rest),
        '(' | ')' => None,
        _ => Some(characters.as_str()),
    }
}
