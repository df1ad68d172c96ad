//! FP703: a default value is shared between calls.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};
use crate::walk::Walk;

use rustpython_ruff_python_ast::{AnyParameterRef, Expr, StmtFunctionDef};
use rustpython_ruff_text_size::Ranged;

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP703"),
    name: "mutable-default",
    severity: Severity::Warning,
    summary: "a default value is shared between calls",
    text: "A list, dictionary or set as default is made once: what one request adds, all others see. \
           Use `None` and make it inside.",
};

/// A list, dictionary or set as default. Frameworks copy the defaults of what they call, so decorated functions are left out.
pub(crate) fn function<'a>(walk: &mut Walk<'a>, function: &'a StmtFunctionDef) {
    if !function.decorator_list.is_empty() {
        return;
    }
    for default in function.parameters.iter().filter_map(AnyParameterRef::default) {
        let made = matches!(default, Expr::List(_) | Expr::Dict(_) | Expr::Set(_))
            || matches!(default, Expr::Call(_))
                && matches!(
                    walk.names.path(default).as_deref(),
                    Some("builtins.list()" | "builtins.dict()" | "builtins.set()")
                );
        if made {
            walk.report(
                &RULE,
                default.range(),
                "this default is made once and shared by all calls",
            );
        }
    }
}
