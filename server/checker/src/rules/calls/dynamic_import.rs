//! FP407: a module is imported by a computed name.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP407"),
    name: "dynamic-import",
    severity: Severity::Warning,
    summary: "a module is imported by a computed name",
    text: "The checker cannot tell what is imported, and neither can a reader. Use an `import` \
           statement.",
};

/// The message for a dotted path that imports by name.
pub(crate) fn message(path: &str) -> Option<String> {
    let found = matches!(
        path,
        "builtins.__import__"
            | "importlib.import_module"
            | "importlib.__import__"
            | "importlib.reload"
            | "importlib.util.module_from_spec"
            | "importlib.util.spec_from_file_location"
            | "pkgutil.resolve_name"
    ) || path.starts_with("importlib.machinery.");
    found.then(|| {
        format!(
            "`{}` imports a module by name",
            path.strip_prefix("builtins.").unwrap_or(path)
        )
    })
}
