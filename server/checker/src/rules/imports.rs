//! Codes `FP3xx`: what may be imported, and whether it can be.

pub(crate) mod circular;
pub(crate) mod missing_name;
pub(crate) mod not_allowed;
pub(crate) mod not_installed;
pub(crate) mod optional_missing;
pub(crate) mod relative_at_root;
pub(crate) mod risky_module;
pub(crate) mod shadowed_module;
pub(crate) mod star_import;

use crate::check::Seen;
use crate::diagnostic::Diagnostic;
use crate::facts::{Facts, Guard, Import};
use crate::policy::Verdict;
use crate::rules::entry::target;
use crate::source::Source;

/// The findings about the imports of all files.
pub(crate) fn findings(seen: &Seen<'_>) -> Vec<Diagnostic> {
    let mut found = shadowed_module::findings(seen);
    for (path, facts) in &seen.facts {
        if let Some(text) = text_of(seen, path) {
            let source = Source::new(path, text);
            found.extend(
                facts
                    .imports
                    .iter()
                    .flat_map(|import| import_findings(seen, &source, facts, import)),
            );
        }
    }
    found.extend(circular::findings(seen));
    found
}

/// The text of a file, as far as it is UTF-8; what lies behind has no facts.
pub(crate) fn text_of<'a>(seen: &Seen<'a>, path: &str) -> Option<&'a str> {
    let bytes = seen.project.files.get(path)?;
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(error) => bytes
            .get(..error.valid_up_to())
            .and_then(|valid| std::str::from_utf8(valid).ok()),
    }
}

fn import_findings(seen: &Seen<'_>, source: &Source<'_>, facts: &Facts, import: &Import) -> Vec<Diagnostic> {
    if import.module.is_empty() && import.level == 0 || import.guard == Guard::TypeChecking {
        return Vec::new();
    }
    let found = match target(seen, source.path, import) {
        _ if import.level > 0 && !source.path.contains('/') => {
            vec![relative_at_root::finding(seen, source, import)]
        }
        Some(module) => missing_name::findings(seen, source, import, &module),
        None if import.level > 0 => vec![missing_name::no_module(source, import)],
        None if is_missing_submodule(seen, import) => vec![missing_name::no_module(source, import)],
        None => policy_finding(seen, source, import).into_iter().collect(),
    };
    let mut found = found;
    found.extend(star_import::finding(seen, source, import));
    let optional = import.guard == Guard::Optional;
    let kept = found
        .into_iter()
        .filter(|finding| !facts.is_broken_at(finding.start.line));
    kept.map(|finding| {
        if optional {
            optional_missing::soften(finding)
        } else {
            finding
        }
    })
    .collect()
}

/// `import helpers.x` where `helpers` is the project's own and has no `x`.
fn is_missing_submodule(seen: &Seen<'_>, import: &Import) -> bool {
    let top = import.module.split('.').next().unwrap_or_default();
    top.len() < import.module.len() && seen.modules.is_local(top)
}

fn policy_finding(seen: &Seen<'_>, source: &Source<'_>, import: &Import) -> Option<Diagnostic> {
    let verdict = seen.policy.judge(&import.module);
    let every_name_allowed = import.names.as_ref().is_some_and(|names| {
        names
            .iter()
            .all(|(name, _)| seen.policy.judge(&format!("{}.{name}", import.module)) == Verdict::Allowed)
    });
    match verdict {
        Verdict::Allowed => None,
        _ if every_name_allowed => None,
        Verdict::Risky(reason) => Some(risky_module::finding(source, import, reason)),
        Verdict::Refused(reason) => Some(not_allowed::finding(source, import, reason)),
        Verdict::Absent(alternative) => Some(not_installed::finding(source, import, alternative)),
    }
}
