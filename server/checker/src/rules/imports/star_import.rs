//! FP307: a star import hides where names come from.

use crate::check::Seen;
use crate::diagnostic::{Diagnostic, Severity};
use crate::facts::Import;
use crate::rules::{Rule, RuleCode};
use crate::source::Source;

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP307"),
    name: "star-import",
    severity: Severity::Warning,
    summary: "a star import hides where names come from",
    text: "`from os import *` replaces `open` and other builtins without a word. Import the names that \
           are used. The star import of `fasthtml.common`, which its authors recommend, and those of \
           the project's own files are fine.",
};

/// A star import from a package that is not made for it.
pub(crate) fn finding(seen: &Seen<'_>, source: &Source<'_>, import: &Import) -> Option<Diagnostic> {
    let star = import.names.iter().flatten().find(|(name, _)| name == "*")?;
    let top = import.module.split('.').next().unwrap_or_default();
    let made_for_it = matches!(top, "fasthtml" | "monsterui" | "fastlite" | "fastcore" | "typing");
    let foreign = import.level == 0 && !made_for_it && !seen.modules.is_local(top);
    foreign.then(|| {
        source.diagnostic(
            &RULE,
            star.1.clone(),
            format!("`*` brings every name of `{}`", import.module),
        )
    })
}
