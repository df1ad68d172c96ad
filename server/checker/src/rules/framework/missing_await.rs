//! FP704: a coroutine is called without `await`.

use crate::diagnostic::Severity;
use crate::diagnostic::{Fix, TextEdit};
use crate::names::{Binding, blocks};
use crate::rules::{Rule, RuleCode};
use crate::walk::Walk;

use rustpython_ruff_python_ast::{Expr, Stmt};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP704"),
    name: "missing-await",
    severity: Severity::Warning,
    summary: "a coroutine is called without `await`",
    text: "Nothing runs, and Python only warns in the log. Put `await` in front.",
};

/// A call of a coroutine as a statement of its own: its result is dropped, so nothing runs.
pub(crate) fn statement<'a>(walk: &mut Walk<'a>, expression: &'a Expr) {
    let Expr::Call(call) = expression else { return };
    let own = call.func.as_name_expr().is_some_and(|name| {
        matches!(walk.names.lookup(name.id.as_str()), Some(Binding::Function(function)) if function.is_async && !yields(&function.body))
    });
    let known = || {
        matches!(
            walk.names.path(&call.func).as_deref(),
            Some("asyncio.sleep" | "asyncio.wait" | "asyncio.wait_for")
        )
    };
    if !own && !known() {
        return;
    }
    let fix = walk.is_async().then(|| {
        let start = call.range.start().to_usize();
        let edit = TextEdit {
            file: walk.source.path.to_owned(),
            range: start..start,
            replacement: "await ".to_owned(),
        };
        Fix {
            title: "put `await` in front".to_owned(),
            edits: vec![edit],
        }
    });
    if let Some(finding) = walk.report(
        &RULE,
        call.range,
        "this coroutine is never awaited, so it does not run",
    ) {
        finding.fix = fix;
    }
}

/// An asynchronous generator is not awaited. Decides only by its own statements.
fn yields(body: &[Stmt]) -> bool {
    body.iter().any(|statement| match statement {
        Stmt::Expr(inner) => inner.value.is_yield_expr(),
        Stmt::Assign(inner) => inner.value.is_yield_expr(),
        other => blocks(other).into_iter().any(yields),
    })
}
