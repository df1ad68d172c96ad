//! Names of environment variables.

use rustpython_ruff_python_ast::{self as ast, Expr};

use super::Walk;
use crate::names::constant_text;

impl<'a> Walk<'a> {
    /// `os.getenv("NAME")`, `os.environ.get("NAME")` and their like.
    pub(super) fn env_call(&mut self, call: &'a ast::ExprCall) {
        let Some(name) = call.arguments.args.first().and_then(constant_text) else {
            return;
        };
        let reads = |path: &str| {
            path == "os.getenv"
                || matches!(
                    path.strip_prefix("os.environ."),
                    Some("get" | "pop" | "setdefault" | "__getitem__")
                )
        };
        if self.names.path(&call.func).is_some_and(|path| reads(&path)) {
            self.facts.env_names.insert(name.into());
        }
    }

    /// `os.environ["NAME"]`.
    pub(super) fn env_subscript(&mut self, subscript: &'a ast::ExprSubscript) {
        let Some(name) = constant_text(&subscript.slice) else {
            return;
        };
        let is_environment = matches!(&*subscript.value, Expr::Attribute(_) | Expr::Name(_))
            && self.names.path(&subscript.value).as_deref() == Some("os.environ");
        if is_environment {
            self.facts.env_names.insert(name.into());
        }
    }
}
