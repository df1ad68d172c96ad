//! Constant texts.

use std::borrow::Cow;

use rustpython_ruff_python_ast::{Expr, Operator};

/// The text of a string literal, or of literals joined with `+`.
pub(crate) fn text(expression: &Expr) -> Option<Cow<'_, str>> {
    joined(expression, 8)
}

fn joined(expression: &Expr, depth: usize) -> Option<Cow<'_, str>> {
    match expression {
        Expr::StringLiteral(literal) => Some(Cow::Borrowed(literal.value.to_str())),
        Expr::BinOp(operation) if operation.op == Operator::Add && depth > 0 => {
            let left = joined(&operation.left, depth - 1)?;
            Some(Cow::Owned(format!(
                "{left}{}",
                joined(&operation.right, depth - 1)?
            )))
        }
        _ => None,
    }
}
