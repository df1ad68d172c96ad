//! FP507: two files have names that are the same on some machines.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP507"),
    name: "clashing-paths",
    severity: Severity::Error,
    summary: "two files have names that are the same on some machines",
    text: "Names that differ only in case, or a file and a folder of the same name, cannot both be \
           stored.",
};

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::project::Project;

/// Files whose names are the same where case does not count, files that are also folders, and modules that are also packages.
pub(crate) fn findings(project: &Project) -> Vec<Diagnostic> {
    let mut known: BTreeMap<String, &str> = BTreeMap::new();
    let mut found = Vec::new();
    for path in project.files.keys() {
        if let Some(other) = known.insert(path.to_lowercase(), path) {
            found.push(super::whole(
                &RULE,
                path,
                format!("`{path}` and `{other}` differ only in case"),
            ));
        }
    }
    for path in project.files.keys() {
        let folders = path
            .match_indices('/')
            .map(|(end, _)| path.get(..end).unwrap_or_default());
        for folder in folders {
            if let Some(other) = known.get(&folder.to_lowercase()) {
                found.push(super::whole(
                    &RULE,
                    path,
                    format!("`{other}` is a file, and `{path}` needs a folder of that name"),
                ));
            }
        }
        let module = path
            .strip_suffix("/__init__.py")
            .map(|package| format!("{}.py", package.to_lowercase()));
        if let Some(other) = module.and_then(|module| known.get(&module)) {
            found.push(super::whole(
                &RULE,
                path,
                format!("`{other}` is never imported: the package `{path}` has the same name"),
            ));
        }
    }
    found
}
