//! Names of environment variables.

use rustpython_ruff_python_ast::{self as ast, Expr};

use super::Walk;
use crate::names::constant_text;

impl<'a> Walk<'a> {
    /// `os.getenv("NAME")`, `os.environ.get("NAME")` and their like.
    pub(super) fn env_call(&mut self, call: &'a ast::ExprCall, path: &str) {
        let method = path.strip_prefix("os.environ.");
        let reads =
            path == "os.getenv" || matches!(method, Some("get" | "pop" | "setdefault" | "__getitem__"));
        if reads && let Some(name) = call.arguments.args.first().and_then(constant_text) {
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
