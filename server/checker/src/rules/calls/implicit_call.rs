//! FP417: a method that Python calls by itself does work it hides.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};
use crate::walk::Walk;

use rustpython_ruff_python_ast::StmtFunctionDef;

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP417"),
    name: "implicit-call",
    severity: Severity::Warning,
    summary: "a method that Python calls by itself does work it hides",
    text: "`__del__`, `__class_getitem__`, `__init_subclass__` and metaclass `__prepare__` run without \
           a visible call. Prefer a plain function.",
};

/// Methods that Python calls without a visible call.
const METHODS: [&str; 5] = [
    "__del__",
    "__class_getitem__",
    "__init_subclass__",
    "__prepare__",
    "__getattribute__",
];

/// Looks at a method of a class.
pub(crate) fn function<'a>(walk: &mut Walk<'a>, function: &'a StmtFunctionDef) {
    if walk.classes > 0 && METHODS.contains(&function.name.as_str()) {
        walk.report(
            &RULE,
            function.name.range,
            format!("`{}` runs without a visible call", function.name),
        );
    }
}
