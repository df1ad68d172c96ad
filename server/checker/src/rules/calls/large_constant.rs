//! FP415: a constant expression is very large.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};
use crate::walk::Walk;

use rustpython_ruff_python_ast::{Expr, ExprBinOp, Number, Operator};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP415"),
    name: "large-constant",
    severity: Severity::Warning,
    summary: "a constant expression is very large",
    text: "Python computes it while the file is compiled, and may need more memory than the app has.",
};

/// The size from which a constant is worth a word: bits of a number, elements of a sequence.
const LARGE: u64 = 10_000_000;

/// `9 ** 9 ** 9`, `1 << 99999999`, `"x" * 10 ** 9`.
pub(crate) fn operation<'a>(walk: &mut Walk<'a>, operation: &'a ExprBinOp) {
    let large = match operation.op {
        Operator::Pow => {
            small(&operation.left) > 1 && (small(&operation.right) > LARGE / 64 || is_power(&operation.right))
        }
        Operator::LShift => small(&operation.right) > LARGE,
        Operator::Mult => is_sequence(&operation.left) && small(&operation.right) > LARGE,
        _ => false,
    };
    if large {
        walk.report(
            &RULE,
            operation.range,
            "this constant needs more memory than the app has",
        );
    }
}

/// The value of a small integer expression; 0 when it is not constant.
fn small(expression: &Expr) -> u64 {
    match expression {
        Expr::NumberLiteral(literal) => match &literal.value {
            Number::Int(int) => int.as_u64().unwrap_or(u64::MAX),
            _ => 0,
        },
        Expr::BinOp(inner) if inner.op == Operator::Pow => {
            let (Expr::NumberLiteral(_), Expr::NumberLiteral(_)) = (&*inner.left, &*inner.right) else {
                return 0;
            };
            let power = u32::try_from(small(&inner.right)).unwrap_or(u32::MAX);
            small(&inner.left).saturating_pow(power)
        }
        _ => 0,
    }
}

fn is_power(expression: &Expr) -> bool {
    expression
        .as_bin_op_expr()
        .is_some_and(|inner| inner.op == Operator::Pow && small(&inner.left) > 2 && small(&inner.right) > 6)
}

fn is_sequence(expression: &Expr) -> bool {
    matches!(
        expression,
        Expr::StringLiteral(_) | Expr::BytesLiteral(_) | Expr::List(_) | Expr::Tuple(_)
    )
}
