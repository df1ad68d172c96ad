//! FP702: an `async` function makes a call that blocks.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};
use crate::walk::Walk;

use rustpython_ruff_python_ast::ExprCall;
use rustpython_ruff_text_size::Ranged;

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP702"),
    name: "blocking-call",
    severity: Severity::Warning,
    summary: "an `async` function makes a call that blocks",
    text: "While it waits, the app answers nobody. Use `await asyncio.sleep(...)`, `httpx.AsyncClient`, \
           or make the function a plain `def`, which the framework runs in a thread.",
};

/// A call that waits, made directly inside an `async` function.
pub(crate) fn call<'a>(walk: &mut Walk<'a>, call: &'a ExprCall, path: &str) {
    if !walk.is_async() {
        return;
    }
    let http = |module: &str| {
        path.strip_prefix(module).is_some_and(|method| {
            matches!(
                method,
                "get" | "post" | "put" | "patch" | "delete" | "head" | "options" | "request" | "stream"
            )
        })
    };
    let blocks = matches!(
        path,
        "time.sleep"
            | "urllib.request.urlopen"
            | "socket.create_connection"
            | "os.system"
            | "subprocess.run"
            | "subprocess.check_output"
    );
    if !blocks && !http("httpx.") && !http("requests.") {
        return;
    }
    let help = match path {
        "time.sleep" => "use `await asyncio.sleep(...)`",
        _ if http("httpx.") => "use `async with httpx.AsyncClient() as client: await client.get(...)`",
        _ => "make the function a plain `def`, which runs in a thread",
    };
    if let Some(finding) = walk.report(
        &RULE,
        call.func.range(),
        format!("`{path}` blocks every other request while it waits"),
    ) {
        finding.help = Some(help.to_owned());
    }
}
