//! FP304: the imported name does not exist in that file.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP304"),
    name: "missing-name",
    severity: Severity::Error,
    summary: "the imported name does not exist in that file",
    text: "The module is one of the app's own files, and nothing in it defines this name: the import \
           would fail. Check the spelling, or define the name there.",
};

use crate::check::Seen;
use crate::diagnostic::Diagnostic;
use crate::facts::Import;
use crate::source::Source;

/// Names of one import for which a similar one is looked up: each look-up reads all names of the file.
const MAX_SUGGESTIONS: usize = 20;

/// Names that a local module does not define.
pub(crate) fn findings(
    seen: &Seen<'_>,
    source: &Source<'_>,
    import: &Import,
    module: &str,
) -> Vec<Diagnostic> {
    let exports = seen.modules.file(module).and_then(|file| seen.facts.get(file));
    let known = |name: &str| {
        let built_in = name == "*" || name.starts_with("__");
        let submodule = seen.modules.exists(&if module.is_empty() {
            name.to_owned()
        } else {
            format!("{module}.{name}")
        });
        let defined = match exports {
            Some(facts) => !facts.is_complete || facts.exports.is_open || facts.exports.names.contains(name),
            None => seen.modules.file(module).is_some(),
        };
        built_in || submodule || defined
    };
    let missing = import.names.iter().flatten().filter(|(name, _)| !known(name));
    missing
        .enumerate()
        .map(|(index, (name, range))| {
            let place = seen.modules.file(module).unwrap_or(module);
            let mut finding =
                source.diagnostic(&RULE, range.clone(), format!("`{place}` defines no `{name}`"));
            finding.help = exports
                .filter(|_| index < MAX_SUGGESTIONS)
                .and_then(|facts| nearest(name, &facts.exports.names))
                .map(|near| format!("did you mean `{near}`?"));
            finding
        })
        .collect()
}

/// A module of the project that does not exist.
pub(crate) fn no_module(source: &Source<'_>, import: &Import) -> Diagnostic {
    let dots = ".".repeat(import.level);
    source.diagnostic(
        &RULE,
        import.range.clone(),
        format!("the project has no module `{dots}{}`", import.module),
    )
}

/// A defined name that differs only in case or in one letter.
fn nearest<'a>(name: &str, names: &'a std::collections::BTreeSet<String>) -> Option<&'a str> {
    let close = |other: &&String| {
        let (short, long) = if name.len() < other.len() {
            (name, other.as_str())
        } else {
            (other.as_str(), name)
        };
        let same_start = short
            .bytes()
            .zip(long.bytes())
            .take_while(|(a, b)| a == b)
            .count();
        let same_end = short
            .bytes()
            .rev()
            .zip(long.bytes().rev())
            .take_while(|(a, b)| a == b)
            .count();
        other.eq_ignore_ascii_case(name)
            || (long.len() > 2 && long.len() - short.len() <= 1 && same_start + same_end + 1 >= long.len())
    };
    names.iter().find(close).map(String::as_str)
}
