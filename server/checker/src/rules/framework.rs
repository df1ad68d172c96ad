//! Codes `FP7xx`: mistakes people make with the frameworks.

pub(crate) mod blocking_call;
pub(crate) mod duplicate_route;
pub(crate) mod missing_await;
pub(crate) mod mutable_default;
pub(crate) mod path_parameter;
pub(crate) mod server_on_import;

use rustpython_ruff_python_ast as ast;

use crate::report::Route;
use crate::walk::Walk;

/// Shows a statement to the rules.
pub(crate) fn statement<'a>(walk: &mut Walk<'a>, statement: &'a ast::Stmt) {
    match statement {
        ast::Stmt::FunctionDef(function) => mutable_default::function(walk, function),
        ast::Stmt::Expr(inner) => missing_await::statement(walk, &inner.value),
        _ => {}
    }
}

/// Shows a call to the rules, with the dotted path of what is called.
pub(crate) fn call<'a>(walk: &mut Walk<'a>, call: &'a ast::ExprCall, path: &str) {
    blocking_call::call(walk, call, path);
    server_on_import::call(walk, call, path);
}

/// Shows a declared route to the rules.
pub(crate) fn route<'a>(
    walk: &mut Walk<'a>,
    route: &Route,
    decorator: &'a ast::Decorator,
    function: &'a ast::StmtFunctionDef,
) {
    duplicate_route::route(walk, route, decorator);
    path_parameter::route(walk, route, decorator, function);
}
