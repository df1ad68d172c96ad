//! FP412: a template is made from a text that is not constant.

use crate::diagnostic::Severity;
use crate::names::constant_text;
use crate::rules::{Rule, RuleCode};
use crate::walk::Walk;

use rustpython_ruff_python_ast::ExprCall;

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP412"),
    name: "template-text",
    severity: Severity::Warning,
    summary: "a template is made from a text that is not constant",
    text: "Template engines run code. Keep templates constant and pass the request's values as \
           variables.",
};

/// `Template(text)` and `environment.from_string(text)` with a text that is not constant.
pub(crate) fn call<'a>(walk: &mut Walk<'a>, call: &'a ExprCall, path: &str) {
    let makes = path == "jinja2.Template" || path.ends_with(".from_string") && path.starts_with("jinja2.");
    let computed = call
        .arguments
        .find_argument_value("source", 0)
        .is_some_and(|text| constant_text(text).is_none());
    if makes && computed {
        walk.report(
            &RULE,
            call.range,
            "the template is made from a computed text, and templates can run code",
        );
    }
}
