//! FP414: an endless loop runs while the file is imported.

use crate::diagnostic::Severity;
use crate::names::blocks;
use crate::rules::{Rule, RuleCode};
use crate::walk::Walk;

use rustpython_ruff_python_ast::{Expr, Int, Number, Stmt, StmtWhile};
use rustpython_ruff_text_size::Ranged;

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP414"),
    name: "endless-loop",
    severity: Severity::Error,
    summary: "an endless loop runs while the file is imported",
    text: "The app is ready only when the import ends, and it never does. Put the loop into a task that \
           starts with the app.",
};

/// `while True:` without a way out, at the top level of the file.
pub(crate) fn statement<'a>(walk: &mut Walk<'a>, statement: &'a StmtWhile) {
    let endless = match &*statement.test {
        Expr::BooleanLiteral(literal) => literal.value,
        Expr::NumberLiteral(literal) => !matches!(&literal.value, Number::Int(int) if *int == Int::ZERO),
        _ => false,
    };
    // Inside `try`, anything the loop calls may end it.
    let is_bare = walk.is_at_import() && !walk.is_script && walk.tries == 0;
    if endless && is_bare && !leaves(&statement.body) {
        walk.report(
            &RULE,
            statement.test.range(),
            "this loop never ends, and the file is never imported",
        );
    }
}

/// Whether a `break`, a `raise` or a call that may raise or exit leaves the loop.
fn leaves(body: &[Stmt]) -> bool {
    body.iter().any(|statement| match statement {
        Stmt::Break(_) | Stmt::Raise(_) | Stmt::Return(_) | Stmt::Assert(_) => true,
        Stmt::FunctionDef(_) | Stmt::ClassDef(_) => false,
        Stmt::For(inner) => leaves(&inner.orelse),
        Stmt::While(inner) => leaves(&inner.orelse),
        other => blocks(other).into_iter().any(leaves),
    })
}
