//! FP409: the whole environment is read.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};
use crate::walk::Walk;

use rustpython_ruff_python_ast::{CmpOp, Expr};
use rustpython_ruff_text_size::Ranged;

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP409"),
    name: "environment-dump",
    severity: Severity::Warning,
    summary: "the whole environment is read",
    text: "The environment holds passwords and the addresses of the platform. Read the one name that is \
           needed: `os.environ[\"NAME\"]`.",
};

/// Looks at a use of `os.environ` that is not the reading of one name.
pub(crate) fn usage<'a>(walk: &mut Walk<'a>, expression: &'a Expr, path: &str) {
    let whole =
        matches!(path, "os.environ" | "os.environb") && !walk.plain_environment.contains(&expression.range());
    if whole {
        walk.report(
            &RULE,
            expression.range(),
            "the whole environment is read, passwords included",
        );
    }
}

/// Marks the uses of `os.environ` that read or set one name.
pub(crate) fn mark<'a>(walk: &mut Walk<'a>, expression: &'a Expr) {
    match expression {
        Expr::Subscript(subscript) if matches!(&*subscript.value, Expr::Name(_) | Expr::Attribute(_)) => {
            walk.plain_environment.push(subscript.value.range());
        }
        Expr::Attribute(attribute)
            if matches!(
                attribute.attr.as_str(),
                "get" | "pop" | "setdefault" | "__getitem__" | "update"
            ) =>
        {
            walk.plain_environment.push(attribute.value.range());
        }
        Expr::Compare(compare)
            if compare
                .ops
                .iter()
                .any(|operator| matches!(operator, CmpOp::In | CmpOp::NotIn)) =>
        {
            walk.plain_environment
                .extend(compare.comparators.iter().map(Ranged::range));
        }
        _ => {}
    }
    if walk.plain_environment.len() > 64 {
        walk.plain_environment.drain(..32);
    }
}
