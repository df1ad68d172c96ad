//! Codes `FP4xx`: calls and attributes that surprise in a deployed app.

pub(crate) mod borrowed_module;
pub(crate) mod child_process;
pub(crate) mod code_from_data;
pub(crate) mod code_from_text;
pub(crate) mod computed_name;
pub(crate) mod confusable_name;
pub(crate) mod dynamic_import;
pub(crate) mod endless_loop;
pub(crate) mod environment_dump;
pub(crate) mod format_field;
pub(crate) mod implicit_call;
pub(crate) mod interpreter_hook;
pub(crate) mod introspection;
pub(crate) mod large_constant;
pub(crate) mod local_files;
pub(crate) mod outside_address;
pub(crate) mod platform_address;
pub(crate) mod reads_terminal;
pub(crate) mod slow_pattern;
pub(crate) mod starts_process;
pub(crate) mod template_text;

use rustpython_ruff_python_ast::{Expr, ExprContext, Pattern, Stmt};
use rustpython_ruff_text_size::{Ranged, TextRange};

use super::Rule;
use crate::names::Binding;
use crate::walk::Walk;

/// A rule and its messages for dotted paths.
type Matcher = (&'static Rule, fn(&str) -> Option<String>);

/// Rules that look at what is used, whether it is called or only named: an alias then needs no following.
static MATCHERS: [Matcher; 13] = [
    (&code_from_text::RULE, code_from_text::message),
    (&code_from_data::RULE, code_from_data::message),
    (&starts_process::RULE, starts_process::message),
    (&child_process::RULE, child_process::message),
    (&reads_terminal::RULE, reads_terminal::message),
    (&local_files::RULE, local_files::message),
    (&introspection::RULE, introspection::message),
    (&computed_name::RULE, computed_name::message),
    (&dynamic_import::RULE, dynamic_import::message),
    (&borrowed_module::RULE, borrowed_module::message),
    (&format_field::RULE, format_field::message),
    (&interpreter_hook::RULE, interpreter_hook::message),
    (&outside_address::RULE, outside_address::message),
];

/// Builtins that some rule looks at.
const BUILTINS: [&str; 12] = [
    "eval",
    "exec",
    "compile",
    "input",
    "raw_input",
    "breakpoint",
    "__import__",
    "__loader__",
    "__spec__",
    "exit",
    "quit",
    "__builtins__",
];

/// Shows a statement to the rules.
pub(crate) fn statement<'a>(walk: &mut Walk<'a>, statement: &'a Stmt) {
    match statement {
        Stmt::While(inner) => endless_loop::statement(walk, inner),
        Stmt::FunctionDef(function) => implicit_call::function(walk, function),
        _ => {}
    }
}

/// Shows an expression to the rules.
pub(crate) fn expression<'a>(walk: &mut Walk<'a>, expression: &'a Expr) {
    environment_dump::mark(walk, expression);
    match expression {
        Expr::Name(name) => {
            confusable_name::name(walk, name.id.as_str(), name.range);
            if name.ctx == ExprContext::Load {
                used_name(walk, expression, name.id.as_str());
            }
        }
        Expr::Attribute(inner) => {
            confusable_name::name(walk, inner.attr.as_str(), inner.attr.range);
            attribute(walk, inner.attr.as_str(), inner.attr.range);
            introspection::error_object(walk, inner);
            if let Some(found) = walk.path(expression) {
                environment_dump::usage(walk, expression, &found);
                interpreter_hook::assigned(walk, inner, &found);
                path(walk, &found, inner.range);
            }
        }
        Expr::Call(call) => format_field::call(walk, call),
        Expr::Subscript(subscript) => {
            computed_name::subscript(walk, subscript);
            if let Some(found) = walk.path(expression) {
                path(walk, &found, subscript.range);
            }
        }
        Expr::BinOp(operation) => large_constant::operation(walk, operation),
        _ => {}
    }
}

/// A builtin, or a name imported for `os.environ`; other imported names are judged at their import.
fn used_name<'a>(walk: &mut Walk<'a>, expression: &'a Expr, name: &str) {
    match walk.names.lookup(name) {
        None if BUILTINS.contains(&name) => path(walk, &format!("builtins.{name}"), expression.range()),
        Some(Binding::Import(found)) if found.starts_with("os.environ") => {
            let found = found.clone();
            environment_dump::usage(walk, expression, &found);
        }
        _ => {}
    }
}

/// Shows a call to the rules, with the dotted path of what is called.
pub(crate) fn call<'a>(
    walk: &mut Walk<'a>,
    expression: &'a Expr,
    call: &'a rustpython_ruff_python_ast::ExprCall,
    function: &str,
) {
    local_files::call(walk, call, function);
    computed_name::call(walk, call, function);
    template_text::call(walk, call, function);
    slow_pattern::call(walk, call, function);
    // These stand for something else than their result.
    if matches!(
        function,
        "builtins.getattr" | "builtins.__import__" | "importlib.import_module"
    ) && let Some(result) = walk
        .names
        .path(expression)
        .filter(|result| !result.ends_with("()"))
    {
        path(walk, &result, call.range);
    }
}

fn attribute(walk: &mut Walk<'_>, name: &str, range: TextRange) {
    if let Some(message) = introspection::attribute(name) {
        walk.report(&introspection::RULE, range, message);
    }
}

/// Shows a pattern to the rules: class patterns read attributes.
pub(crate) fn pattern<'a>(walk: &mut Walk<'a>, pattern: &'a Pattern) {
    if let Pattern::MatchClass(class) = pattern {
        for keyword in &class.arguments.keywords {
            let name = keyword.attr.as_str();
            if name.starts_with("__") {
                walk.report(
                    &introspection::RULE,
                    keyword.range,
                    format!("the pattern reads `{name}`"),
                );
            }
        }
    }
}

/// Shows the dotted path of something that is used or imported to the rules.
pub(crate) fn path(walk: &mut Walk<'_>, path: &str, range: TextRange) {
    let top = path.split('.').next().unwrap_or_default();
    let borrowed = borrowed_module::borrowed(path);
    let nobody_looks = top.is_empty() || !is_looked_at(top) && borrowed.is_none();
    if nobody_looks || walk.local.is_local(top) {
        return;
    }
    for (rule, message) in &MATCHERS {
        // The runner never runs that part, and a terminal does.
        if walk.is_script && rule.code == reads_terminal::RULE.code {
            continue;
        }
        let behind = borrowed.and_then(message);
        if let Some(message) = message(path).or(behind) {
            walk.report(rule, range, message);
        }
    }
}

/// Modules that some rule looks at: most paths need no more than this.
fn is_looked_at(top: &str) -> bool {
    matches!(
        top,
        "os" | "posix"
            | "sys"
            | "builtins"
            | "subprocess"
            | "multiprocessing"
            | "pty"
            | "anyio"
            | "asyncio"
            | "concurrent"
            | "types"
            | "code"
            | "runpy"
            | "marshal"
            | "pickle"
            | "getpass"
            | "shutil"
            | "sqlite3"
            | "shelve"
            | "dbm"
            | "zipfile"
            | "tarfile"
            | "io"
            | "pathlib"
            | "inspect"
            | "gc"
            | "operator"
            | "importlib"
            | "pkgutil"
            | "string"
            | "atexit"
            | "threading"
            | "signal"
            | "urllib"
    )
}
