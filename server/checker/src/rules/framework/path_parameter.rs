//! FP705: a path parameter is not in the signature.

use crate::diagnostic::Severity;
use crate::report::Route;
use crate::rules::{Rule, RuleCode};
use crate::walk::Walk;

use rustpython_ruff_python_ast::{AnyParameterRef, Decorator, Parameters, StmtFunctionDef};
use rustpython_ruff_text_size::Ranged;

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP705"),
    name: "path-parameter",
    severity: Severity::Warning,
    summary: "a path parameter is not in the signature",
    text: "The path has `{name}` and the function takes no parameter of that name, so the value is lost \
           or the route fails. Add the parameter.",
};

/// A `{name}` of the path that the function does not take.
pub(crate) fn route<'a>(
    walk: &mut Walk<'a>,
    route: &Route,
    decorator: &'a Decorator,
    function: &'a StmtFunctionDef,
) {
    let parameters = &function.parameters;
    let takes_request = parameters.iter().any(|parameter| {
        let annotation = parameter
            .annotation()
            .map(|annotation| walk.source.slice(annotation.range()))
            .unwrap_or_default();
        annotation.contains("Request")
            || annotation.contains("WebSocket")
            || annotation.contains("Depends")
            || matches!(parameter.name().as_str(), "request" | "req" | "ws" | "websocket")
    });
    if takes_request || parameters.kwarg.is_some() || uses_dependency(walk, parameters) {
        return;
    }
    for name in names(&route.path) {
        if !parameters
            .iter()
            .any(|parameter| parameter.name().as_str() == name)
        {
            let message = format!(
                "the path has `{{{name}}}`, and `{}` takes no parameter of that name",
                function.name
            );
            walk.report(&RULE, decorator.range(), message);
        }
    }
}

/// A dependency may take the parameter in the function's stead.
fn uses_dependency(walk: &Walk<'_>, parameters: &Parameters) -> bool {
    parameters
        .iter()
        .filter_map(AnyParameterRef::default)
        .any(|default| walk.source.slice(default.range()).contains("Depends"))
}

/// The names in braces, without their converters.
fn names(path: &str) -> impl Iterator<Item = &str> {
    path.split('{')
        .skip(1)
        .filter_map(|part| part.split_once('}'))
        .map(|(name, _)| name.split(':').next().unwrap_or_default())
        .filter(|name| !name.is_empty())
}
