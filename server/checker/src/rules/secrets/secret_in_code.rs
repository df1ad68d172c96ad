//! FP601: a secret is written in the code.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP601"),
    name: "secret-in-code",
    severity: Severity::Warning,
    summary: "a secret is written in the code",
    text: r#"Code is stored, shown, shared and rolled back; a secret in it is public sooner or later. Revoke it, set it as a secret environment variable, and read it with `os.environ`."#,
};

use rustpython_ruff_python_ast as ast;

use crate::walk::Walk;

/// Looks at one text of the code.
pub(crate) fn literal<'a>(_walk: &mut Walk<'a>, _literal: &'a ast::ExprStringLiteral) {}
