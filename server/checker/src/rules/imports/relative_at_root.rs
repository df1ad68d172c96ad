//! FP305: a relative import at the top of the project.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP305"),
    name: "relative-at-root",
    severity: Severity::Error,
    summary: "a relative import at the top of the project",
    text: "Files at the top of the project are modules without a package, so `from .models import Item` \
           fails with \"attempted relative import with no known parent package\". Write `from models \
           import Item`.",
};

use crate::check::Seen;
use crate::diagnostic::{Diagnostic, Fix, TextEdit};
use crate::facts::Import;
use crate::source::Source;

/// A relative import in a file that has no package around it.
pub(crate) fn finding(seen: &Seen<'_>, source: &Source<'_>, import: &Import) -> Diagnostic {
    let message = "a file at the top of the project has no package to import from";
    let mut finding = source.diagnostic(&RULE, import.range.clone(), message);
    if import.level == 1 && !import.module.is_empty() && seen.modules.exists(&import.module) {
        let dots = import.range.start.saturating_sub(1);
        finding.help = Some(format!("write `from {} import ...`", import.module));
        if source.text.get(dots..import.range.start) == Some(".") {
            let edit = TextEdit {
                file: source.path.to_owned(),
                range: dots..import.range.start,
                replacement: String::new(),
            };
            finding.fix = Some(Fix {
                title: "remove the dot".to_owned(),
                edits: vec![edit],
            });
        }
    } else {
        finding.help = Some("write the module's name without dots".to_owned());
    }
    finding
}
