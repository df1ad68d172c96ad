//! The dotted path behind an expression.

use rustpython_ruff_python_ast::{self as ast, Expr};

use super::{Binding, Names, constant};

/// Aliases followed in a row; more is a circle or a game.
const MAX_STEPS: usize = 24;
/// Expressions looked at for one path: branches that double at every alias are a game too.
const MAX_LOOKS: usize = 128;

impl<'a> Names<'a> {
    /// The dotted path of what an expression stands for: `os.system`, `builtins.eval`, `pathlib.Path().read_text`.
    /// `None` when it is not an imported thing or a builtin.
    pub(crate) fn path(&self, expression: &'a Expr) -> Option<String> {
        let mut resolver = Resolver {
            names: self,
            looks: MAX_LOOKS,
            path: String::new(),
        };
        resolver.resolve(expression, MAX_STEPS)?;
        Some(resolver.path)
    }
}

/// Builds a path from left to right in one text: what an attribute or a call adds is appended to the path of its base.
struct Resolver<'n, 'a> {
    names: &'n Names<'a>,
    looks: usize,
    path: String,
}

impl<'a> Resolver<'_, 'a> {
    /// Makes `path` that of an expression; when there is none, what it holds means nothing.
    fn resolve(&mut self, expression: &'a Expr, left: usize) -> Option<()> {
        let left = left.checked_sub(1)?;
        self.looks = self.looks.checked_sub(1)?;
        match expression {
            Expr::Name(name) => self.name(name.id.as_str(), left),
            Expr::Attribute(attribute) => {
                self.resolve(&attribute.value, left)?;
                self.attribute(attribute.attr.as_str())
            }
            Expr::Call(call) => self.call(call, left),
            Expr::Subscript(subscript) => self.subscript(subscript, left),
            Expr::Named(named) => self.resolve(&named.value, left),
            Expr::Await(inner) => self.resolve(&inner.value, left),
            Expr::If(inner) => self
                .resolve(&inner.body, left)
                .or_else(|| self.resolve(&inner.orelse, left)),
            Expr::BoolOp(inner) => inner.values.iter().find_map(|value| self.resolve(value, left)),
            _ => None,
        }
    }

    fn name(&mut self, name: &str, left: usize) -> Option<()> {
        match self.names.lookup(name) {
            None if name == "__builtins__" => self.become_path("builtins"),
            None => {
                self.become_path("builtins")?;
                self.attribute(name)
            }
            Some(Binding::Import(path)) => self.become_path(path),
            Some(Binding::Value(value) | Binding::Parameter(Some(value))) => self.resolve(value, left),
            Some(Binding::Function(_) | Binding::Parameter(None) | Binding::Opaque) => None,
        }
    }

    fn call(&mut self, call: &'a ast::ExprCall, left: usize) -> Option<()> {
        self.resolve(&call.func, left)?;
        let arguments = &call.arguments.args;
        match (self.path.as_str(), arguments.first(), arguments.get(1)) {
            ("builtins.getattr", Some(object), Some(name)) => {
                self.resolve(object, left)?;
                self.attribute(&constant::text(name)?)
            }
            ("builtins.vars", Some(object), _) => {
                self.resolve(object, left)?;
                self.attribute("__dict__")
            }
            ("builtins.__import__" | "importlib.import_module", Some(name), _) => {
                self.become_path(&constant::text(name)?)
            }
            _ => {
                self.path.push_str("()");
                Some(())
            }
        }
    }

    /// `sys.modules["os"]`, `module.__dict__["name"]` and `__builtins__["eval"]`.
    fn subscript(&mut self, subscript: &'a ast::ExprSubscript, left: usize) -> Option<()> {
        self.resolve(&subscript.value, left)?;
        match constant::text(&subscript.slice) {
            Some(key) if self.path == "sys.modules" => self.become_path(&key),
            Some(key) if self.path == "builtins" => self.attribute(&key),
            Some(key) => {
                let module = self.path.strip_suffix(".__dict__")?.len();
                self.path.truncate(module);
                self.attribute(&key)
            }
            None => {
                self.path.push_str("[]");
                Some(())
            }
        }
    }

    #[expect(
        clippy::unnecessary_wraps,
        reason = "the last step of resolving, which answers with an option"
    )]
    fn become_path(&mut self, path: &str) -> Option<()> {
        self.path.clear();
        self.path.push_str(path);
        Some(())
    }

    #[expect(
        clippy::unnecessary_wraps,
        reason = "the last step of resolving, which answers with an option"
    )]
    fn attribute(&mut self, name: &str) -> Option<()> {
        self.path.push('.');
        self.path.push_str(name);
        Some(())
    }
}
