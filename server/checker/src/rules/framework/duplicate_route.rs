//! FP701: two functions answer the same route.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP701"),
    name: "duplicate-route",
    severity: Severity::Warning,
    summary: "two functions answer the same route",
    text: "The framework uses the first; the second is never called. Routers count with the prefixes they are \
           included with, over all files. Change the path or the method of one.",
};

use rustc_hash::FxHashMap;

use crate::check::Seen;
use crate::diagnostic::Diagnostic;
use crate::mounted::Answered;
use crate::rules::imports::text_of;
use crate::source::Source;

/// The methods and paths of one app that an earlier function answers already.
pub(crate) fn findings(seen: &Seen<'_>, app: &[Answered<'_>]) -> Vec<Diagnostic> {
    let mut first: FxHashMap<(&str, &str), &Answered<'_>> = FxHashMap::default();
    // One for a file: a source finds its lines once.
    let mut sources: FxHashMap<&str, Source<'_>> = FxHashMap::default();
    let mut found = Vec::new();
    for answered in app {
        let key = (answered.declared.route.method.as_str(), answered.key.as_str());
        match first.get(&key) {
            Some(earlier) if clash(earlier, answered) => {
                let file = answered.declared.route.file.as_str();
                let source = sources
                    .entry(file)
                    .or_insert_with(|| Source::new(file, text_of(seen, file).unwrap_or_default()));
                found.extend(finding(seen, source, earlier, answered));
            }
            Some(_) => {}
            None => drop(first.insert(key, answered)),
        }
    }
    found
}

/// Two declarations of which the first is there whenever the second is.
fn clash(earlier: &Answered<'_>, later: &Answered<'_>) -> bool {
    let is_certain = earlier.branch.is_none() || earlier.branch == later.branch;
    is_certain && !std::ptr::eq(earlier.declared, later.declared)
}

fn finding(
    seen: &Seen<'_>,
    source: &Source<'_>,
    earlier: &Answered<'_>,
    later: &Answered<'_>,
) -> Option<Diagnostic> {
    let (first, second) = (&earlier.declared.route, &later.declared.route);
    let facts = seen.facts.get(second.file.as_str())?;
    if facts.is_broken_at(second.line) {
        return None;
    }
    let place = if first.file == second.file {
        format!("at line {}", first.line)
    } else {
        format!("at line {} of {}", first.line, first.file)
    };
    let message = format!(
        "{} {} is already answered by the function {place}",
        second.method, later.path
    );
    Some(source.diagnostic(&RULE, later.declared.range.clone(), message))
}
