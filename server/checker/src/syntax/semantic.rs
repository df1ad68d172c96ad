//! Errors that Python's compiler finds behind its grammar: `return` outside a function, duplicate parameters and so on.

use std::cell::RefCell;

use rustpython_ruff_python_ast::visitor::{self, Visitor};
use rustpython_ruff_python_ast::{self as ast, Comprehension, Expr, PythonVersion, Stmt};
use rustpython_ruff_python_parser::semantic_errors::{
    LazyImportContext, SemanticSyntaxChecker, SemanticSyntaxContext, SemanticSyntaxError,
    SemanticSyntaxErrorKind,
};
use rustpython_ruff_text_size::TextRange;

use super::context::{Scope, ScopeKind};

/// The errors of a whole module, in the order of the walk.
pub(super) fn errors(text: &str, body: &[Stmt], version: PythonVersion) -> Vec<SemanticSyntaxError> {
    // Most files declare nothing, and then no names need gathering.
    let declares = text.contains("global") || text.contains("nonlocal");
    let mut module = Scope::new(ScopeKind::Module);
    if declares {
        module.collect(body);
    }
    let mut walker = Walker {
        checker: SemanticSyntaxChecker::new(),
        errors: RefCell::default(),
        version,
        text,
        scopes: vec![module],
        declares,
        future_annotations: body.iter().any(is_future_annotations),
    };
    walker.visit_body(body);
    walker.errors.into_inner()
}

fn is_future_annotations(statement: &Stmt) -> bool {
    statement.as_import_from_stmt().is_some_and(|import| {
        import.module.as_deref() == Some("__future__")
            && import.names.iter().any(|alias| &alias.name == "annotations")
    })
}

struct Walker<'a> {
    checker: SemanticSyntaxChecker,
    errors: RefCell<Vec<SemanticSyntaxError>>,
    version: PythonVersion,
    text: &'a str,
    scopes: Vec<Scope>,
    /// Whether `global` or `nonlocal` occur at all.
    declares: bool,
    future_annotations: bool,
}

impl<'a> Walker<'a> {
    fn inside(&mut self, scope: Scope, walk: impl FnOnce(&mut Self)) {
        self.scopes.push(scope);
        walk(self);
        self.scopes.pop();
    }

    fn in_loop(&mut self, body: &'a [Stmt]) {
        self.change_loops(1);
        self.visit_body(body);
        self.change_loops(-1);
    }

    fn change_loops(&mut self, by: isize) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.loops = scope.loops.saturating_add_signed(by);
        }
    }

    fn function(&mut self, function: &'a ast::StmtFunctionDef) {
        for decorator in &function.decorator_list {
            self.visit_decorator(decorator);
        }
        if let Some(parameters) = &function.type_params {
            self.visit_type_params(parameters);
        }
        self.visit_parameters(&function.parameters);
        if let Some(returns) = &function.returns {
            self.visit_annotation(returns);
        }
        let kind = ScopeKind::Function {
            is_async: function.is_async,
        };
        let scope = if self.declares {
            Scope::function(kind, Some(&function.parameters), &function.body)
        } else {
            Scope::new(kind)
        };
        self.inside(scope, |walker| walker.visit_body(&function.body));
    }

    fn class(&mut self, class: &'a ast::StmtClassDef) {
        for decorator in &class.decorator_list {
            self.visit_decorator(decorator);
        }
        if let Some(parameters) = &class.type_params {
            self.visit_type_params(parameters);
        }
        if let Some(arguments) = &class.arguments {
            self.visit_arguments(arguments);
        }
        let mut scope = Scope::new(ScopeKind::Class);
        if self.declares {
            scope.collect(&class.body);
        }
        self.inside(scope, |walker| walker.visit_body(&class.body));
    }

    /// The first iterable belongs to the scope outside, everything else to the comprehension's own.
    fn comprehension(
        &mut self,
        generators: &'a [Comprehension],
        elements: [Option<&'a Expr>; 2],
        kind: ScopeKind,
    ) {
        if let Some(first) = generators.first() {
            self.visit_expr(&first.iter);
        }
        self.inside(Scope::new(kind), |walker| {
            for (index, generator) in generators.iter().enumerate() {
                if index > 0 {
                    walker.visit_expr(&generator.iter);
                }
                walker.visit_expr(&generator.target);
                generator
                    .ifs
                    .iter()
                    .for_each(|condition| walker.visit_expr(condition));
            }
            elements
                .into_iter()
                .flatten()
                .for_each(|element| walker.visit_expr(element));
        });
    }

    fn scope_kinds(&self) -> impl Iterator<Item = ScopeKind> {
        self.scopes.iter().rev().map(|scope| scope.kind)
    }
}

impl<'a> Visitor<'a> for Walker<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        let mut checker = std::mem::take(&mut self.checker);
        checker.visit_stmt(statement, self);
        self.checker = checker;
        match statement {
            Stmt::FunctionDef(function) => self.function(function),
            Stmt::ClassDef(class) => self.class(class),
            Stmt::For(inner) => {
                self.visit_expr(&inner.iter);
                self.visit_expr(&inner.target);
                self.in_loop(&inner.body);
                self.visit_body(&inner.orelse);
            }
            Stmt::While(inner) => {
                self.visit_expr(&inner.test);
                self.in_loop(&inner.body);
                self.visit_body(&inner.orelse);
            }
            _ => visitor::walk_stmt(self, statement),
        }
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        let mut checker = std::mem::take(&mut self.checker);
        checker.visit_expr(expression, self);
        self.checker = checker;
        match expression {
            Expr::Lambda(lambda) => {
                if let Some(parameters) = &lambda.parameters {
                    self.visit_parameters(parameters);
                }
                let scope = Scope::function(ScopeKind::Lambda, lambda.parameters.as_deref(), &[]);
                self.inside(scope, |walker| walker.visit_expr(&lambda.body));
            }
            Expr::ListComp(inner) => self.comprehension(
                &inner.generators,
                [Some(&inner.elt), None],
                kind(&inner.generators),
            ),
            Expr::SetComp(inner) => self.comprehension(
                &inner.generators,
                [Some(&inner.elt), None],
                kind(&inner.generators),
            ),
            Expr::DictComp(inner) => {
                self.comprehension(
                    &inner.generators,
                    [Some(&inner.key), Some(&inner.value)],
                    kind(&inner.generators),
                );
            }
            Expr::Generator(inner) => {
                self.comprehension(&inner.generators, [Some(&inner.elt), None], ScopeKind::Generator);
            }
            _ => visitor::walk_expr(self, expression),
        }
    }
}

fn kind(generators: &[Comprehension]) -> ScopeKind {
    ScopeKind::Comprehension {
        is_async: generators.iter().any(|generator| generator.is_async),
    }
}

impl SemanticSyntaxContext for Walker<'_> {
    fn future_annotations_or_stub(&self) -> bool {
        self.future_annotations
    }

    fn lazy_import_context(&self) -> Option<LazyImportContext> {
        match self.scope_kinds().next() {
            Some(ScopeKind::Function { .. } | ScopeKind::Lambda) => Some(LazyImportContext::Function),
            Some(ScopeKind::Class) => Some(LazyImportContext::Class),
            _ => None,
        }
    }

    fn python_version(&self) -> PythonVersion {
        self.version
    }

    fn source(&self) -> &str {
        self.text
    }

    fn global(&self, name: &str) -> Option<TextRange> {
        self.scopes
            .last()
            .and_then(|scope| scope.globals.get(name))
            .copied()
    }

    fn has_nonlocal_binding(&self, name: &str) -> bool {
        self.scopes.iter().rev().skip(1).any(|scope| {
            matches!(scope.kind, ScopeKind::Function { .. } | ScopeKind::Lambda)
                && scope.names.contains(name)
                && !scope.globals.contains_key(name)
        }) || name == "__class__"
    }

    /// A list comprehension is as asynchronous as the function around it (and, being lazy, a generator always may be).
    fn in_async_context(&self) -> bool {
        for kind in self.scope_kinds() {
            match kind {
                ScopeKind::Function { is_async } => return is_async,
                ScopeKind::Generator => return true,
                ScopeKind::Comprehension { .. } => {}
                ScopeKind::Module | ScopeKind::Class | ScopeKind::Lambda => return false,
            }
        }
        false
    }

    fn in_await_allowed_context(&self) -> bool {
        for kind in self.scope_kinds() {
            match kind {
                ScopeKind::Function { .. } | ScopeKind::Lambda | ScopeKind::Generator => return true,
                ScopeKind::Class => return false,
                ScopeKind::Comprehension { .. } | ScopeKind::Module => {}
            }
        }
        false
    }

    fn in_yield_allowed_context(&self) -> bool {
        matches!(
            self.scope_kinds().next(),
            Some(ScopeKind::Function { .. } | ScopeKind::Lambda)
        )
    }

    fn in_sync_comprehension(&self) -> bool {
        self.scope_kinds()
            .take_while(|kind| matches!(kind, ScopeKind::Comprehension { .. } | ScopeKind::Generator))
            .any(|kind| kind == ScopeKind::Comprehension { is_async: false })
    }

    fn in_module_scope(&self) -> bool {
        self.scopes.len() == 1
    }

    fn in_function_scope(&self) -> bool {
        matches!(
            self.scope_kinds().next(),
            Some(ScopeKind::Function { .. } | ScopeKind::Lambda)
        )
    }

    fn in_generator_context(&self) -> bool {
        self.scope_kinds().any(|kind| kind == ScopeKind::Generator)
    }

    fn in_notebook(&self) -> bool {
        false
    }

    fn report_semantic_error(&self, error: SemanticSyntaxError) {
        if self.applies(&error.kind) {
            self.errors.borrow_mut().push(error);
        }
    }

    fn in_loop_context(&self) -> bool {
        self.scopes.last().is_some_and(|scope| scope.loops > 0)
    }

    fn is_bound_parameter(&self, name: &str) -> bool {
        self.scopes
            .last()
            .is_some_and(|scope| scope.parameters.contains(name))
    }
}

impl Walker<'_> {
    /// Whether Python agrees: an annotation of a `global` name at module level is fine.
    fn applies(&self, kind: &SemanticSyntaxErrorKind) -> bool {
        !(matches!(kind, SemanticSyntaxErrorKind::AnnotatedGlobal(_)) && self.scopes.len() == 1)
    }
}
