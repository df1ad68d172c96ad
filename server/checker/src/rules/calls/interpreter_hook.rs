//! FP413: the interpreter or the runner is changed.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};
use crate::walk::Walk;

use rustpython_ruff_python_ast::{ExprAttribute, ExprContext};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP413"),
    name: "interpreter-hook",
    severity: Severity::Warning,
    summary: "the interpreter or the runner is changed",
    text: "Trace and audit hooks, `sys.modules`, `__main__` and exit handlers belong to the runner; \
           changing them breaks logs, health checks and updates.",
};

/// `typing.TYPE_CHECKING = True`: what stands under it runs all the same.
pub(crate) fn assigned<'a>(walk: &mut Walk<'a>, attribute: &'a ExprAttribute, path: &str) {
    if attribute.ctx == ExprContext::Store && path == "typing.TYPE_CHECKING" {
        walk.sets_type_checking = true;
        walk.report(
            &RULE,
            attribute.range,
            "what stands under `TYPE_CHECKING` runs when it is set",
        );
    }
}

/// The message for a dotted path that changes the interpreter.
pub(crate) fn message(path: &str) -> Option<String> {
    let found = matches!(
        path,
        "sys.settrace"
            | "sys.setprofile"
            | "sys.addaudithook"
            | "sys.modules"
            | "sys.meta_path"
            | "sys.path_hooks"
            | "sys.path_importer_cache"
            | "sys.setrecursionlimit"
            | "sys.unraisablehook"
            | "sys.displayhook"
            | "atexit.register"
            | "threading.settrace"
            | "threading.setprofile"
            | "signal.signal"
            | "os._exit"
            | "builtins.exit"
            | "builtins.quit"
            | "gc.disable"
            | "sys.excepthook"
    );
    found.then(|| {
        format!(
            "`{}` changes the interpreter that the runner shares with the app",
            path.strip_prefix("builtins.").unwrap_or(path)
        )
    })
}
