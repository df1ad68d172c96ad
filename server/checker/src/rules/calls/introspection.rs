//! FP405: the insides of Python are reached.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};
use crate::walk::Walk;

use rustpython_ruff_python_ast::ExprAttribute;
use rustpython_ruff_text_size::Ranged;

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP405"),
    name: "introspection",
    severity: Severity::Warning,
    summary: "the insides of Python are reached",
    text: "Attributes such as `__subclasses__`, `__globals__` or frame objects lead from any object to \
           the whole interpreter. Ordinary apps do not need them. They are allowed, and reviewers will \
           ask.",
};

/// Attributes that lead from an object to the interpreter.
const ATTRIBUTES: [&str; 40] = [
    "__base__",
    "__bases__",
    "__mro__",
    "__subclasses__",
    "__globals__",
    "__builtins__",
    "__code__",
    "__closure__",
    "cell_contents",
    "gi_frame",
    "gi_code",
    "gi_yieldfrom",
    "cr_frame",
    "cr_code",
    "cr_await",
    "ag_frame",
    "ag_code",
    "ag_await",
    "tb_frame",
    "tb_next",
    "f_globals",
    "f_locals",
    "f_builtins",
    "f_back",
    "f_code",
    "__reduce__",
    "__reduce_ex__",
    "__loader__",
    "__spec__",
    "__getattribute__",
    "__import__",
    "__traceback__",
    "__context__",
    "__init_subclass__",
    "__self__",
    "__subclasshook__",
    "__get__",
    "__set_name__",
    "__weakref__",
    "__wrapped__",
];

/// Looks at the name of an attribute.
pub(crate) fn attribute(name: &str) -> Option<String> {
    // All of them have one, and most attributes have none.
    let found = name.contains('_') && ATTRIBUTES.contains(&name);
    found.then(|| format!("`{name}` leads to the insides of Python"))
}

/// The message for a dotted path that gives frames or all objects.
pub(crate) fn message(path: &str) -> Option<String> {
    let found = matches!(
        path,
        "sys._getframe"
            | "sys._current_frames"
            | "inspect.currentframe"
            | "inspect.stack"
            | "inspect.trace"
            | "gc.get_objects"
            | "gc.get_referrers"
            | "gc.get_referents"
            | "sys.exc_info"
            | "inspect.getmembers"
            | "builtins.__loader__"
            | "builtins.__spec__"
    );
    found.then(|| {
        format!(
            "`{}` leads to the insides of Python",
            path.strip_prefix("builtins.").unwrap_or(path)
        )
    })
}

/// `error.obj` in an `except` branch is the object whose attribute was missing.
pub(crate) fn error_object<'a>(walk: &mut Walk<'a>, attribute: &'a ExprAttribute) {
    let from_error = attribute
        .value
        .as_name_expr()
        .is_some_and(|name| walk.errors.contains(&name.id.as_str()));
    if from_error && matches!(attribute.attr.as_str(), "obj" | "exceptions" | "tb" | "frame") {
        walk.report(
            &RULE,
            attribute.attr.range(),
            format!("`{}` of an error is the object it happened on", attribute.attr),
        );
    }
}
