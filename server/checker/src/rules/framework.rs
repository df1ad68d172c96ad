//! Codes `FP7xx`: mistakes people make with the frameworks.

pub(crate) mod blocking_call;
pub(crate) mod duplicate_route;
pub(crate) mod many_routes;
pub(crate) mod missing_await;
pub(crate) mod mutable_default;
pub(crate) mod path_parameter;
pub(crate) mod server_on_import;

use rustpython_ruff_python_ast as ast;

use crate::check::Seen;
use crate::diagnostic::Diagnostic;
use crate::mounted::Answered;
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

/// The findings about the routes of all apps, over all files.
pub(crate) fn findings(seen: &Seen<'_>, apps: &[Vec<Answered<'_>>]) -> Vec<Diagnostic> {
    let found = apps.iter().flat_map(|app| {
        let mut found = duplicate_route::findings(seen, app);
        found.extend(many_routes::finding(app));
        found
    });
    found.collect()
}

/// Shows a declared route to the rules.
pub(crate) fn route<'a>(
    walk: &mut Walk<'a>,
    route: &Route,
    decorator: &'a ast::Decorator,
    function: &'a ast::StmtFunctionDef,
) {
    path_parameter::route(walk, route, decorator, function);
}
