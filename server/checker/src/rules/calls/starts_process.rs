//! FP402: the app is copied, replaced or hands a text to a shell.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP402"),
    name: "starts-process",
    severity: Severity::Error,
    summary: "the app is copied, replaced or hands a text to a shell",
    text: "`os.fork` copies a running server with half of its threads, `os.exec*` ends it, and `os.system` \
           and `os.popen` give a text to a shell, which runs whatever a request smuggles in. Use a library; \
           where it must be a command, `subprocess.run([...])` with a list.",
};

/// The message for a dotted path that copies, replaces or leaves the process.
pub(crate) fn message(path: &str) -> Option<String> {
    let found = match path.strip_prefix("os.").or_else(|| path.strip_prefix("posix.")) {
        Some(name) => {
            matches!(name, "system" | "popen" | "fork" | "forkpty" | "startfile") || name.starts_with("exec")
        }
        None => path == "pty.spawn",
    };
    found.then(|| format!("`{path}` forks or replaces the app, or runs a shell"))
}
