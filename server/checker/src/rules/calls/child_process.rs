//! FP420: a child process is started or a process is signalled.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP420"),
    name: "child-process",
    severity: Severity::Warning,
    summary: "a child process is started or a process is signalled",
    text: "Child processes share the memory and the process limit of the app, end with it, and find few \
           commands in the runner. Prefer a library, a thread or a background task.",
};

/// The message for a dotted path that starts or signals a process.
pub(crate) fn message(path: &str) -> Option<String> {
    let found = match path.strip_prefix("os.").or_else(|| path.strip_prefix("posix.")) {
        Some(name) => {
            matches!(name, "posix_spawn" | "posix_spawnp" | "kill" | "killpg") || name.starts_with("spawn")
        }
        None => matches!(
            path,
            "asyncio.create_subprocess_exec"
                | "asyncio.create_subprocess_shell"
                | "anyio.run_process"
                | "anyio.open_process"
                | "concurrent.futures.ProcessPoolExecutor"
                | "subprocess.run"
                | "subprocess.Popen"
                | "subprocess.call"
                | "subprocess.check_call"
                | "subprocess.check_output"
                | "subprocess.getoutput"
                | "subprocess.getstatusoutput"
                | "multiprocessing.Process"
                | "multiprocessing.Pool"
        ),
    };
    found.then(|| format!("`{path}` starts or stops a process"))
}
