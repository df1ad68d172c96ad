//! FP411: a format text reads attributes or is not constant.

use crate::diagnostic::Severity;
use crate::names::{Binding, constant_text};
use crate::rules::{Rule, RuleCode};
use crate::walk::Walk;

use rustpython_ruff_python_ast::{Expr, ExprCall};
use rustpython_ruff_text_size::Ranged;

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP411"),
    name: "format-field",
    severity: Severity::Warning,
    summary: "a format text reads attributes or is not constant",
    text: "`\"{0.__class__}\".format(x)` reads attributes of `x`; with a text from a request anybody \
           chooses which. Use an f-string, or pass plain values.",
};

/// `"{0.name}".format(...)`, `text.format_map(...)` and formats that come in as parameters.
pub(crate) fn call<'a>(walk: &mut Walk<'a>, call: &'a ExprCall) {
    let Expr::Attribute(attribute) = &*call.func else {
        return;
    };
    let reads = match attribute.attr.as_str() {
        "format_map" => true,
        "format" => match constant_text(&attribute.value) {
            Some(text) => reads_insides(&text),
            None => attribute.value.as_name_expr().is_some_and(|name| {
                matches!(
                    walk.names.lookup(name.id.as_str()),
                    Some(Binding::Parameter(None))
                )
            }),
        },
        _ => false,
    };
    if reads {
        walk.report(
            &RULE,
            attribute.attr.range(),
            "the format text can read attributes of what is formatted",
        );
    }
}

/// A replacement field with an attribute that starts with an underscore.
fn reads_insides(text: &str) -> bool {
    text.split('{').skip(1).any(|field| {
        field
            .split('}')
            .next()
            .is_some_and(|name| name.contains("._") || name.contains("[_"))
    })
}

/// The message for a dotted path that formats by a text.
pub(crate) fn message(path: &str) -> Option<String> {
    (path == "string.Formatter").then(|| format!("`{path}` reads attributes by a text"))
}
