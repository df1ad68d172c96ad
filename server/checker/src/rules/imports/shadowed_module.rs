//! FP303: a file has the name of a module that the runner needs.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP303"),
    name: "shadowed-module",
    severity: Severity::Error,
    summary: "a file has the name of a module that the runner needs",
    text: "The app's folder comes first when Python looks for a module. A file named like a standard \
           module or an installed package takes its place, or is itself never found because the module \
           is loaded already. Give the file another name.",
};

use crate::check::Seen;
use crate::diagnostic::Diagnostic;
use crate::policy::Policy;
use crate::project::is_python;
use crate::source::Source;

/// Files and folders at the top that take the place of a module the runner needs.
pub(crate) fn findings(seen: &Seen<'_>) -> Vec<Diagnostic> {
    let private = |name: &str| name.starts_with('_') && Policy::is_standard(name);
    let shadows = |name: &str| Policy::is_needed(name) || private(name) || Policy::is_installed(name);
    let top = |path: &str| match path.split_once('/') {
        Some((folder, _)) => folder.to_owned(),
        None => path.trim_end_matches(".py").to_owned(),
    };
    let mut named: Vec<(String, &str)> = seen
        .project
        .files
        .keys()
        .filter(|path| is_python(path))
        .map(|path| (top(path), path.as_str()))
        .collect();
    named.dedup_by(|later, earlier| later.0 == earlier.0);
    let findings = named
        .into_iter()
        .filter(|(name, _)| shadows(name))
        .map(|(name, path)| {
            let kind = if Policy::is_standard(&name) {
                "a module of Python"
            } else {
                "an installed package"
            };
            let mut finding =
                Source::new(path, "").diagnostic(&RULE, 0..0, format!("`{name}` is also the name of {kind}"));
            finding.help = Some("give the file another name".to_owned());
            finding
        });
    findings.collect()
}
