//! The dotted path behind an expression.

use rustpython_ruff_python_ast::{self as ast, Expr};

use super::{Binding, Names, constant};

/// Aliases followed for one expression; more is a circle or a game.
const MAX_STEPS: usize = 24;

impl<'a> Names<'a> {
    /// The dotted path of what an expression stands for: `os.system`, `builtins.eval`, `pathlib.Path().read_text`.
    /// `None` when it is not an imported thing or a builtin.
    pub(crate) fn path(&self, expression: &'a Expr) -> Option<String> {
        self.steps(expression, MAX_STEPS)
    }

    fn steps(&self, expression: &'a Expr, left: usize) -> Option<String> {
        let left = left.checked_sub(1)?;
        match expression {
            Expr::Name(name) => self.name(name.id.as_str(), left),
            Expr::Attribute(attribute) => Some(join(
                &self.steps(&attribute.value, left)?,
                attribute.attr.as_str(),
            )),
            Expr::Call(call) => self.call(call, left),
            Expr::Subscript(subscript) => self.subscript(subscript, left),
            Expr::Named(named) => self.steps(&named.value, left),
            Expr::Await(inner) => self.steps(&inner.value, left),
            Expr::If(inner) => self
                .steps(&inner.body, left)
                .or_else(|| self.steps(&inner.orelse, left)),
            Expr::BoolOp(inner) => inner.values.iter().find_map(|value| self.steps(value, left)),
            _ => None,
        }
    }

    fn name(&self, name: &str, left: usize) -> Option<String> {
        match self.lookup(name) {
            None if name == "__builtins__" => Some("builtins".to_owned()),
            None => Some(format!("builtins.{name}")),
            Some(Binding::Import(path)) => Some(path.clone()),
            Some(Binding::Value(value) | Binding::Parameter(Some(value))) => self.steps(value, left),
            Some(Binding::Function(_) | Binding::Parameter(None) | Binding::Opaque) => None,
        }
    }

    fn call(&self, call: &'a ast::ExprCall, left: usize) -> Option<String> {
        let function = self.steps(&call.func, left)?;
        let arguments = &call.arguments.args;
        match (function.as_str(), arguments.first(), arguments.get(1)) {
            ("builtins.getattr", Some(object), Some(name)) => {
                Some(join(&self.steps(object, left)?, &constant::text(name)?))
            }
            ("builtins.vars", Some(object), _) => Some(join(&self.steps(object, left)?, "__dict__")),
            ("builtins.__import__" | "importlib.import_module", Some(name), _) => {
                constant::text(name).map(Into::into)
            }
            _ => Some(format!("{function}()")),
        }
    }

    /// `sys.modules["os"]`, `module.__dict__["name"]` and `__builtins__["eval"]`.
    fn subscript(&self, subscript: &'a ast::ExprSubscript, left: usize) -> Option<String> {
        let base = self.steps(&subscript.value, left)?;
        let key = constant::text(&subscript.slice);
        match key {
            Some(key) if base == "sys.modules" => Some(key.into()),
            Some(key) if base == "builtins" => Some(join(&base, &key)),
            Some(key) => base.strip_suffix(".__dict__").map(|module| join(module, &key)),
            None => Some(format!("{base}[]")),
        }
    }
}

fn join(base: &str, name: &str) -> String {
    format!("{base}.{name}")
}
