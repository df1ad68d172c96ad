//! FP402: another process is started.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP402"),
    name: "starts-process",
    severity: Severity::Error,
    summary: "another process is started",
    text: "An app is one process and its pod has no tools to start: use a library instead of a command, \
           and background tasks instead of processes.",
};

/// The message for a dotted path that starts or replaces a process.
pub(crate) fn message(path: &str) -> Option<String> {
    let found = match path.strip_prefix("os.").or_else(|| path.strip_prefix("posix.")) {
        Some(name) => {
            matches!(
                name,
                "system"
                    | "popen"
                    | "fork"
                    | "forkpty"
                    | "posix_spawn"
                    | "posix_spawnp"
                    | "kill"
                    | "killpg"
                    | "startfile"
            ) || name.starts_with("exec")
                || name.starts_with("spawn")
        }
        None => {
            matches!(
                path,
                "asyncio.create_subprocess_exec"
                    | "asyncio.create_subprocess_shell"
                    | "pty.spawn"
                    | "anyio.run_process"
                    | "anyio.open_process"
            ) || matches!(path.split_once('.'), Some(("subprocess" | "multiprocessing", _)))
                || path == "concurrent.futures.ProcessPoolExecutor"
        }
    };
    found.then(|| format!("`{path}` starts or stops a process"))
}
