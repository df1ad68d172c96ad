//! FP401: code is made from text.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP401"),
    name: "code-from-text",
    severity: Severity::Error,
    summary: "code is made from text",
    text: "`eval`, `exec` and `compile` run whatever a text says; with text that came from a request \
           anybody can run code in the app. Use `json.loads`, `ast.literal_eval` or a dictionary of \
           functions.",
};

/// The message for a dotted path that makes code.
pub(crate) fn message(path: &str) -> Option<String> {
    let found = matches!(path, "builtins.eval" | "builtins.exec" | "builtins.compile");
    found.then(|| {
        format!(
            "`{}` runs or makes code from a text",
            path.strip_prefix("builtins.").unwrap_or(path)
        )
    })
}
