//! FP701: two functions answer the same route.

use crate::diagnostic::Severity;
use crate::report::Route;
use crate::rules::{Rule, RuleCode};
use crate::walk::Walk;

use rustpython_ruff_python_ast::{Decorator, Expr};
use rustpython_ruff_text_size::Ranged;

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP701"),
    name: "duplicate-route",
    severity: Severity::Warning,
    summary: "two functions answer the same route",
    text: "The framework uses the first; the second is never called. Change the path or the method of \
           one.",
};

/// A method and path that an earlier function of the same app or router answers.
pub(crate) fn route<'a>(walk: &mut Walk<'a>, route: &Route, decorator: &'a Decorator) {
    let owner = match &decorator.expression {
        Expr::Call(call) => call
            .func
            .as_attribute_expr()
            .and_then(|attribute| attribute.value.as_name_expr()),
        _ => None,
    };
    let owner = owner.map(|name| name.id.to_string()).unwrap_or_default();
    let key = (owner, route.method.clone(), route.path.clone());
    if let Some(line) = walk.known_routes.get(&key) {
        let message = format!(
            "{} {} is already answered by the function at line {line}",
            route.method, route.path
        );
        walk.report(&RULE, decorator.range(), message);
    } else {
        walk.known_routes.insert(key, route.line);
    }
}
