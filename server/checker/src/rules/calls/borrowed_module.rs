//! FP408: a module is taken out of another module.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP408"),
    name: "borrowed-module",
    severity: Severity::Warning,
    summary: "a module is taken out of another module",
    text: "`random._os` is `os` by another way. It works until that module is rewritten. Import what is \
           needed by its own name.",
};

/// Modules that other modules have imported for themselves.
const MODULES: [&str; 16] = [
    "os",
    "sys",
    "subprocess",
    "builtins",
    "importlib",
    "ctypes",
    "posix",
    "shutil",
    "socket",
    "inspect",
    "gc",
    "anyio",
    "codecs",
    "threading",
    "signal",
    "__builtins__",
];

/// The path behind a borrowed module: `os.system` for `random._os.system`.
pub(crate) fn borrowed(path: &str) -> Option<&str> {
    let (first, rest) = path.split_once('.')?;
    if first.is_empty() || first == "builtins" {
        return None;
    }
    let mut offset = first.len() + 1;
    for part in rest.split('.') {
        let bare = part
            .strip_prefix('_')
            .filter(|bare| !bare.starts_with('_'))
            .unwrap_or(part);
        if MODULES.contains(&bare) && !(first == "asyncio" && bare == "subprocess") {
            return path.get(offset + part.len() - bare.len()..);
        }
        offset += part.len() + 1;
    }
    None
}

/// The message for a dotted path that goes through a borrowed module.
pub(crate) fn message(path: &str) -> Option<String> {
    borrowed(path)
        .filter(|rest| !rest.contains('.'))
        .map(|module| format!("`{path}` is `{module}` by another way: import it by its own name"))
}
