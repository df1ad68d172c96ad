//! FP301: the module is not installed in the runner.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP301"),
    name: "not-installed",
    severity: Severity::Error,
    summary: "the module is not installed in the runner",
    text: "Apps run with a fixed set of packages; this one is not among them and the import would fail. \
           The finding names an alternative where there is one. Operators can add packages to the \
           runner's image and to the allowed imports.",
};

use crate::diagnostic::{Diagnostic, Fix, TextEdit};
use crate::facts::Import;
use crate::source::Source;

/// A module that the runner does not have.
pub(crate) fn finding(source: &Source<'_>, import: &Import, alternative: Option<&str>) -> Diagnostic {
    let message = format!("`{}` is not installed in the runner", import.module);
    let mut finding = source.diagnostic(&RULE, import.range.clone(), message);
    let unknown = "check the spelling; if it is a file of yours, add it to the project";
    finding.help = Some(alternative.unwrap_or(unknown).to_owned());
    if import.module == "requests" && import.names.is_none() {
        finding.fix = Some(use_httpx(source, import));
    }
    finding
}

/// `httpx` has the same functions under the same names for everything small apps do.
fn use_httpx(source: &Source<'_>, import: &Import) -> Fix {
    let statement = source.text.get(import.range.end..).unwrap_or_default();
    let renamed = statement.trim_start_matches([' ', '\t']).starts_with("as ");
    let replacement = if renamed { "httpx" } else { "httpx as requests" };
    let edit = TextEdit {
        file: source.path.to_owned(),
        range: import.range.clone(),
        replacement: replacement.to_owned(),
    };
    Fix {
        title: "import `httpx` instead".to_owned(),
        edits: vec![edit],
    }
}
