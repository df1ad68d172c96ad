//! FP7xx: mistakes people make with the frameworks.

pub(crate) mod blocking_call;
pub(crate) mod duplicate_route;
pub(crate) mod missing_await;
pub(crate) mod mutable_default;
pub(crate) mod path_parameter;
pub(crate) mod server_on_import;

use rustpython_ruff_python_ast as ast;

use crate::check::Seen;
use crate::diagnostic::Diagnostic;
use crate::report::Route;
use crate::walk::Walk;

/// Shows a statement to the rules.
pub(crate) fn statement<'a>(_walk: &mut Walk<'a>, _statement: &'a ast::Stmt) {}

/// Shows a call to the rules.
pub(crate) fn call<'a>(_walk: &mut Walk<'a>, _call: &'a ast::ExprCall) {}

/// Shows a declared route to the rules.
pub(crate) fn route<'a>(
    _walk: &mut Walk<'a>,
    _route: &Route,
    _decorator: &'a ast::Decorator,
    _function: &'a ast::StmtFunctionDef,
) {
}

/// The findings that need all files.
pub(crate) fn findings(_seen: &Seen<'_>) -> Vec<Diagnostic> {
    Vec::new()
}
