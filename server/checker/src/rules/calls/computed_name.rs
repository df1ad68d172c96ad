//! FP406: an attribute is looked up by a computed name.

use crate::diagnostic::Severity;
use crate::names::constant_text;
use crate::rules::{Rule, RuleCode};
use crate::walk::Walk;

use rustpython_ruff_python_ast::{ExprCall, ExprSubscript};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP406"),
    name: "computed-name",
    severity: Severity::Warning,
    summary: "an attribute is looked up by a computed name",
    text: "When the name comes from a request, any attribute can be read. Use a dictionary of what is \
           allowed.",
};

/// The message for a dotted path that looks attributes up by name.
pub(crate) fn message(path: &str) -> Option<String> {
    let found = matches!(
        path,
        "operator.attrgetter" | "operator.methodcaller" | "inspect.getattr_static"
    );
    found.then(|| format!("`{path}` looks an attribute up by name"))
}

/// `getattr(object, name)` with a name that is not constant.
pub(crate) fn call<'a>(walk: &mut Walk<'a>, call: &'a ExprCall, path: &str) {
    if matches!(path, "builtins.getattr" | "builtins.setattr" | "builtins.delattr") {
        let name = call.arguments.args.get(1);
        match name.and_then(constant_text) {
            Some(name) => {
                if let Some(message) = super::introspection::attribute(&name) {
                    walk.report(&super::introspection::RULE, call.range, message);
                }
            }
            None => drop(walk.report(&RULE, call.range, "the attribute's name is computed")),
        }
    }
}

/// `object.__dict__[name]`, `vars(object)[name]` and `globals()[name]`.
pub(crate) fn subscript<'a>(walk: &mut Walk<'a>, subscript: &'a ExprSubscript) {
    let by_call = subscript.value.as_call_expr().is_some_and(|call| {
        matches!(
            walk.names.path(&call.func).as_deref(),
            Some("builtins.vars" | "builtins.globals" | "builtins.locals")
        )
    });
    let by_attribute = subscript
        .value
        .as_attribute_expr()
        .is_some_and(|attribute| attribute.attr.as_str() == "__dict__");
    if by_call || by_attribute {
        walk.report(&RULE, subscript.range, "a name is looked up in a table of names");
    }
}
