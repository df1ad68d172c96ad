//! What surrounds a statement while the tree is walked: scopes, loops and the names they bind.

use rustc_hash::{FxHashMap, FxHashSet};
use rustpython_ruff_python_ast::visitor::{self, Visitor};
use rustpython_ruff_python_ast::{self as ast, Expr, Stmt};
use rustpython_ruff_text_size::TextRange;

/// One scope and what Python's own symbol table knows of it.
pub(super) struct Scope {
    pub(super) kind: ScopeKind,
    /// Loops open in this scope.
    pub(super) loops: usize,
    pub(super) parameters: FxHashSet<String>,
    /// Names declared `global`, and where first.
    pub(super) globals: FxHashMap<String, TextRange>,
    /// Names bound in a function scope, for `nonlocal`.
    pub(super) names: FxHashSet<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ScopeKind {
    Module,
    Class,
    Function { is_async: bool },
    Lambda,
    Comprehension { is_async: bool },
    Generator,
}

impl Scope {
    pub(super) fn new(kind: ScopeKind) -> Self {
        Self {
            kind,
            loops: 0,
            parameters: FxHashSet::default(),
            globals: FxHashMap::default(),
            names: FxHashSet::default(),
        }
    }

    /// The scope of a function body, with the names in it.
    pub(super) fn function(kind: ScopeKind, parameters: Option<&ast::Parameters>, body: &[Stmt]) -> Self {
        let mut scope = Self::new(kind);
        scope.parameters = parameters
            .iter()
            .flat_map(|list| list.iter())
            .map(|parameter| parameter.name().to_string())
            .collect();
        scope.collect(body);
        scope.names.extend(scope.parameters.iter().cloned());
        scope
    }

    /// Gathers the names that the statements of a body bind or declare.
    pub(super) fn collect(&mut self, body: &[Stmt]) {
        let mut collector = Collector { scope: self };
        collector.visit_body(body);
    }
}

/// Walks one scope without entering the functions and classes inside.
struct Collector<'s> {
    scope: &'s mut Scope,
}

impl Visitor<'_> for Collector<'_> {
    fn visit_stmt(&mut self, statement: &Stmt) {
        match statement {
            Stmt::FunctionDef(function) => {
                self.scope.names.insert(function.name.to_string());
            }
            Stmt::ClassDef(class) => {
                self.scope.names.insert(class.name.to_string());
            }
            Stmt::Global(global) => {
                for name in &global.names {
                    self.scope.globals.entry(name.to_string()).or_insert(global.range);
                }
            }
            _ => visitor::walk_stmt(self, statement),
        }
    }

    fn visit_expr(&mut self, expression: &Expr) {
        match expression {
            Expr::Name(name) if !name.ctx.is_load() => {
                self.scope.names.insert(name.id.to_string());
            }
            Expr::Lambda(_) => {}
            _ => visitor::walk_expr(self, expression),
        }
    }

    fn visit_alias(&mut self, alias: &ast::Alias) {
        let name = alias.asname.as_ref().map_or_else(
            || alias.name.split('.').next().unwrap_or_default(),
            |name| name.as_str(),
        );
        self.scope.names.insert(name.to_owned());
    }

    fn visit_except_handler(&mut self, handler: &ast::ExceptHandler) {
        let ast::ExceptHandler::ExceptHandler(inner) = handler;
        self.scope
            .names
            .extend(inner.name.iter().map(ToString::to_string));
        visitor::walk_except_handler(self, handler);
    }

    fn visit_pattern(&mut self, pattern: &ast::Pattern) {
        let name = match pattern {
            ast::Pattern::MatchAs(inner) => inner.name.as_ref(),
            ast::Pattern::MatchStar(inner) => inner.name.as_ref(),
            ast::Pattern::MatchMapping(inner) => inner.rest.as_ref(),
            _ => None,
        };
        self.scope.names.extend(name.iter().map(ToString::to_string));
        visitor::walk_pattern(self, pattern);
    }
}
