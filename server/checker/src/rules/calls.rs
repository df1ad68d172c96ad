//! FP4xx: calls and attributes that surprise in a deployed app.

pub(crate) mod borrowed_module;
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

use rustpython_ruff_python_ast::{Expr, Pattern, Stmt};
use rustpython_ruff_text_size::TextRange;

use crate::walk::Walk;

/// Shows a statement to the rules.
pub(crate) fn statement<'a>(_walk: &mut Walk<'a>, _statement: &'a Stmt) {}

/// Shows an expression to the rules.
pub(crate) fn expression<'a>(_walk: &mut Walk<'a>, _expression: &'a Expr) {}

/// Shows a pattern to the rules.
pub(crate) fn pattern<'a>(_walk: &mut Walk<'a>, _pattern: &'a Pattern) {}

/// Shows the dotted path of something that is used or imported to the rules.
pub(crate) fn path(_walk: &mut Walk<'_>, _path: &str, _range: TextRange) {}
