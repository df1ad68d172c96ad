//! FP403: the terminal is read.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP403"),
    name: "reads-terminal",
    severity: Severity::Error,
    summary: "the terminal is read",
    text: "An app has no terminal: `input()` fails with end of file at once. Take the value from the \
           request or from an environment variable.",
};

/// The message for a dotted path that reads the terminal.
pub(crate) fn message(path: &str) -> Option<String> {
    let found = matches!(
        path,
        "builtins.input"
            | "builtins.raw_input"
            | "builtins.breakpoint"
            | "getpass.getpass"
            | "sys.stdin.readline"
            | "sys.stdin.read"
    );
    found.then(|| {
        format!(
            "`{}` waits for a terminal, and an app has none",
            path.strip_prefix("builtins.").unwrap_or(path)
        )
    })
}
