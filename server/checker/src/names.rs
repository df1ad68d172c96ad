//! What a name stands for: scopes, and the dotted path behind an expression.
//!
//! `o.system` after `import os as o` is `os.system`; a name that nothing binds is a builtin, such as `builtins.eval`.

mod collect;
mod constant;
mod resolve;

use rustc_hash::FxHashMap;
use rustpython_ruff_python_ast::{self as ast, Expr, Stmt};

pub(crate) use collect::{blocks, target_names};
pub(crate) use constant::text as constant_text;

/// What binds a name.
#[derive(Debug, Clone)]
pub(crate) enum Binding<'a> {
    /// An import, with the dotted path of what it brings; relative ones start with dots.
    Import(String),
    /// An assignment of one expression.
    Value(&'a Expr),
    /// A function of the file.
    Function(&'a ast::StmtFunctionDef),
    /// A parameter, with its default.
    Parameter(Option<&'a Expr>),
    /// Anything else: classes, loops, unpacking, several different values.
    Opaque,
}

#[derive(Debug, Default)]
struct Scope<'a> {
    /// Its place in the order in which scopes were opened, from 0 for the module.
    number: usize,
    is_class: bool,
    bindings: FxHashMap<&'a str, Binding<'a>>,
}

/// The scopes open at one moment of a walk.
#[derive(Debug, Default)]
pub(crate) struct Names<'a> {
    scopes: Vec<Scope<'a>>,
    /// Scopes opened so far.
    opened: usize,
}

impl<'a> Names<'a> {
    /// Opens the scope of a module, class or function body.
    pub(crate) fn open(&mut self, body: &'a [Stmt], is_class: bool) {
        self.push(is_class, collect::bindings(body));
    }

    /// Opens an empty scope, for lambdas and comprehensions.
    pub(crate) fn open_empty(&mut self) {
        self.push(false, FxHashMap::default());
    }

    fn push(&mut self, is_class: bool, bindings: FxHashMap<&'a str, Binding<'a>>) {
        self.scopes.push(Scope {
            number: self.opened,
            is_class,
            bindings,
        });
        self.opened += 1;
    }

    /// Closes the innermost scope.
    pub(crate) fn close(&mut self) {
        self.scopes.pop();
    }

    /// Binds a name in the innermost scope.
    pub(crate) fn bind(&mut self, name: &'a str, binding: Binding<'a>) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.bindings.insert(name, binding);
        }
    }

    /// Binds the parameters of a function in the innermost scope.
    pub(crate) fn bind_parameters(&mut self, parameters: &'a ast::Parameters) {
        for parameter in parameters {
            let binding = Binding::Parameter(parameter.default());
            self.bind(parameter.name().id.as_str(), binding);
        }
    }

    /// Binds every name in an assignment target to something unknown.
    pub(crate) fn bind_target(&mut self, target: &'a Expr) {
        let mut names = Vec::new();
        collect::target_names(target, &mut names);
        for name in names {
            self.bind(name, Binding::Opaque);
        }
    }

    /// Every name of the outermost scope.
    pub(crate) fn all(&self) -> impl Iterator<Item = &'a str> {
        self.scopes
            .first()
            .into_iter()
            .flat_map(|scope| scope.bindings.keys().copied())
    }

    /// What binds a name here; `None` for builtins.
    pub(crate) fn lookup(&self, name: &str) -> Option<&Binding<'a>> {
        self.visible().find_map(|scope| scope.bindings.get(name))
    }

    /// The number of the scope that binds a name here; that of the module for names that nothing binds.
    pub(crate) fn scope_of(&self, name: &str) -> usize {
        let mut scopes = self.visible();
        scopes
            .find(|scope| scope.bindings.contains_key(name))
            .map_or(0, |scope| scope.number)
    }

    /// The scopes whose names are seen here, the innermost first. Class scopes are seen only from directly inside.
    fn visible(&self) -> impl Iterator<Item = &Scope<'a>> {
        let innermost = self.scopes.len().saturating_sub(1);
        let scopes = self.scopes.iter().enumerate().rev();
        scopes
            .filter(move |(index, scope)| !scope.is_class || *index == innermost)
            .map(|(_, scope)| scope)
    }
}
