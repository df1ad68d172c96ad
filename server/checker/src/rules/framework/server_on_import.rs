//! FP706: a server is started while the file is imported.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};
use crate::walk::Walk;

use rustpython_ruff_python_ast::ExprCall;

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP706"),
    name: "server-on-import",
    severity: Severity::Error,
    summary: "a server is started while the file is imported",
    text: "The runner starts the server. `uvicorn.run(app)` at the top level never returns, so the \
           import never ends. Put it under `if __name__ == \"__main__\":` or remove it.",
};

/// `uvicorn.run(...)` that runs when the file is imported. `serve()` of `FastHTML` looks for itself whether it is a script.
pub(crate) fn call<'a>(walk: &mut Walk<'a>, call: &'a ExprCall, path: &str) {
    let starts = matches!(path, "uvicorn.run" | "uvicorn.Server().run");
    if starts && walk.is_at_import() && !walk.is_script {
        walk.report(
            &RULE,
            call.range,
            format!("`{path}` never returns, so the file is never imported"),
        );
    }
}
