//! One walk over the tree of a file: keeps scopes, gathers facts, and shows every node to the rules.

mod env;
mod imports;
mod registrations;
mod routes;

use rustpython_ruff_python_ast::visitor::{self, Visitor};
use rustpython_ruff_python_ast::{self as ast, Comprehension, Expr, Stmt};
use rustpython_ruff_text_size::{Ranged, TextRange};

use crate::check::{MAX_FINDINGS, Modules};
use crate::diagnostic::Diagnostic;
use crate::entry::is_main_guard;
use crate::facts::{Facts, Guard};
use crate::names::{Binding, Names};
use crate::rules::{Rule, calls, framework, secrets};
use crate::source::{Source, bytes};

/// The state of the walk.
pub(crate) struct Walk<'a> {
    pub(crate) source: &'a Source<'a>,
    /// The project's own modules.
    pub(crate) local: &'a Modules<'a>,
    pub(crate) names: Names<'a>,
    pub(crate) facts: Facts,
    /// Functions around the current node, innermost last; `true` for `async`.
    pub(crate) functions: Vec<bool>,
    /// Classes around the current node.
    pub(crate) classes: usize,
    /// `await` directly around the current call.
    pub(crate) awaited: Option<TextRange>,
    /// Names of the environment read one by one, which is how it should be.
    pub(crate) plain_environment: Vec<TextRange>,
    /// True behind an assignment to `typing.TYPE_CHECKING`.
    pub(crate) sets_type_checking: bool,
    /// True under `if __name__ == "__main__":`.
    pub(crate) is_script: bool,
    /// Names of caught errors.
    pub(crate) errors: Vec<&'a str>,
    guard: Guard,
    /// `try` statements around the current node whose handlers may end what it does.
    pub(crate) tries: usize,
    /// The function of the call that was entered last, and its path: it is the next thing shown.
    callee: Option<(&'a Expr, Option<String>)>,
    /// Number of the innermost conditional block around the current node, 0 outside, and how many there were.
    branch: usize,
    branches: usize,
}

/// Walks a module and gives what it says.
pub(crate) fn module<'a>(source: &'a Source<'a>, body: &'a [Stmt], local: &'a Modules<'a>) -> Facts {
    let mut walk = Walk {
        source,
        local,
        names: Names::default(),
        facts: Facts::default(),
        functions: Vec::new(),
        classes: 0,
        awaited: None,
        plain_environment: Vec::new(),
        sets_type_checking: false,
        is_script: false,
        errors: Vec::new(),
        guard: Guard::None,
        tries: 0,
        callee: None,
        branch: 0,
        branches: 0,
    };
    walk.names.open(body, false);
    walk.visit_body(body);
    crate::entry::examine(&mut walk, body);
    walk.facts
}

impl<'a> Walk<'a> {
    /// Notes a finding; the answer can be given help and a fix. `None` for one that is known already, or when there are more
    /// of its severity than a report shows.
    pub(crate) fn report(
        &mut self,
        rule: &Rule,
        range: TextRange,
        message: impl Into<String>,
    ) -> Option<&mut Diagnostic> {
        let same = |finding: &&Diagnostic| finding.severity == rule.severity;
        if self.facts.findings.len() >= MAX_FINDINGS
            && self.facts.findings.iter().filter(same).count() >= MAX_FINDINGS
        {
            return None;
        }
        let finding = self.source.diagnostic(rule, bytes(range), message);
        if self.facts.findings.contains(&finding) {
            return None;
        }
        self.facts.findings.push(finding);
        self.facts.findings.last_mut()
    }

    /// The dotted path behind the expression that is being shown.
    pub(crate) fn path(&mut self, expression: &'a Expr) -> Option<String> {
        match self.callee.take() {
            Some((callee, path)) if std::ptr::eq(callee, expression) => path,
            _ => self.names.path(expression),
        }
    }

    /// True when the node runs while the file is imported.
    pub(crate) fn is_at_import(&self) -> bool {
        self.functions.is_empty()
    }

    /// True directly inside an `async` function.
    pub(crate) fn is_async(&self) -> bool {
        self.functions.last() == Some(&true)
    }

    /// Shows a constant text, whole or between the fields of an f-string, to the rules.
    fn text(&mut self, text: &str, range: TextRange) {
        secrets::secret_in_code::text(self, text, range);
        calls::platform_address::text(self, text, range);
    }

    fn function(&mut self, function: &'a ast::StmtFunctionDef) {
        function
            .decorator_list
            .iter()
            .for_each(|decorator| self.visit_decorator(decorator));
        self.outside_parameters(Some(&function.parameters));
        if let Some(returns) = &function.returns {
            self.visit_annotation(returns);
        }
        self.names.open(&function.body, false);
        self.names.bind_parameters(&function.parameters);
        self.functions.push(function.is_async);
        self.visit_body(&function.body);
        self.functions.pop();
        self.names.close();
    }

    /// Defaults and annotations belong to the scope outside.
    fn outside_parameters(&mut self, parameters: Option<&'a ast::Parameters>) {
        if let Some(parameters) = parameters {
            self.visit_parameters(parameters);
        }
    }

    fn class(&mut self, class: &'a ast::StmtClassDef) {
        class
            .decorator_list
            .iter()
            .for_each(|decorator| self.visit_decorator(decorator));
        if let Some(arguments) = &class.arguments {
            self.visit_arguments(arguments);
        }
        self.names.open(&class.body, true);
        self.classes += 1;
        self.visit_body(&class.body);
        self.classes -= 1;
        self.names.close();
    }

    fn comprehension(&mut self, generators: &'a [Comprehension], elements: [Option<&'a Expr>; 2]) {
        self.names.open_empty();
        for generator in generators {
            self.visit_expr(&generator.iter);
            self.names.bind_target(&generator.target);
            generator
                .ifs
                .iter()
                .for_each(|condition| self.visit_expr(condition));
        }
        elements
            .into_iter()
            .flatten()
            .for_each(|element| self.visit_expr(element));
        self.names.close();
    }

    fn lambda(&mut self, lambda: &'a ast::ExprLambda) {
        self.outside_parameters(lambda.parameters.as_deref());
        self.names.open_empty();
        if let Some(parameters) = &lambda.parameters {
            self.names.bind_parameters(parameters);
        }
        self.functions.push(false);
        self.visit_expr(&lambda.body);
        self.functions.pop();
        self.names.close();
    }

    fn guarded(&mut self, guard: Guard, body: &'a [Stmt]) {
        let outside = std::mem::replace(&mut self.guard, guard);
        self.conditional(body);
        self.guard = outside;
    }

    /// A block that may be skipped.
    fn conditional(&mut self, body: &'a [Stmt]) {
        self.branches += 1;
        let outside = std::mem::replace(&mut self.branch, self.branches);
        self.visit_body(body);
        self.branch = outside;
    }

    fn try_statement(&mut self, statement: &'a ast::StmtTry) {
        let catches = imports::catches_import_error(&self.names, &statement.handlers);
        self.tries += 1;
        self.guarded(
            if catches { Guard::Optional } else { self.guard },
            &statement.body,
        );
        self.tries -= 1;
        statement
            .handlers
            .iter()
            .for_each(|handler| self.visit_except_handler(handler));
        self.visit_body(&statement.orelse);
        self.visit_body(&statement.finalbody);
    }

    fn if_statement(&mut self, statement: &'a ast::StmtIf) {
        self.visit_expr(&statement.test);
        let checking = !self.sets_type_checking
            && self.names.path(&statement.test).as_deref() == Some("typing.TYPE_CHECKING");
        let outside = self.is_script;
        self.is_script |= is_main_guard(&statement.test);
        self.guarded(
            if checking { Guard::TypeChecking } else { self.guard },
            &statement.body,
        );
        self.is_script = outside;
        for clause in &statement.elif_else_clauses {
            if let Some(test) = &clause.test {
                self.visit_expr(test);
            }
            self.conditional(&clause.body);
        }
    }
}

impl<'a> Visitor<'a> for Walk<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        calls::statement(self, statement);
        framework::statement(self, statement);
        match statement {
            Stmt::Import(import) => self.import(import),
            Stmt::ImportFrom(import) => self.import_from(import),
            Stmt::FunctionDef(function) => {
                self.routes_of(function);
                self.function(function);
            }
            Stmt::ClassDef(class) => self.class(class),
            Stmt::Try(inner) => self.try_statement(inner),
            Stmt::If(inner) => self.if_statement(inner),
            Stmt::Expr(inner) if inner.value.is_string_literal_expr() => {}
            Stmt::Assign(assign) => {
                if let Some(target) = assign.targets.first() {
                    self.router(target, &assign.value);
                }
                visitor::walk_stmt(self, statement);
            }
            Stmt::AnnAssign(assign) => {
                if let Some(value) = &assign.value {
                    self.router(&assign.target, value);
                }
                visitor::walk_stmt(self, statement);
            }
            _ => visitor::walk_stmt(self, statement),
        }
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        calls::expression(self, expression);
        match expression {
            Expr::Call(call) => {
                let path = self.names.path(&call.func);
                if let Some(path) = &path {
                    calls::call(self, expression, call, path);
                    self.env_call(call, path);
                    framework::call(self, call, path);
                }
                self.registration(call);
                self.callee = Some((&call.func, path));
                visitor::walk_expr(self, expression);
            }
            Expr::Subscript(subscript) => {
                self.env_subscript(subscript);
                visitor::walk_expr(self, expression);
            }
            Expr::Await(inner) => {
                self.awaited = Some(inner.value.range());
                visitor::walk_expr(self, expression);
            }
            Expr::Named(named) => {
                self.visit_expr(&named.value);
                if let Expr::Name(name) = &*named.target {
                    self.names.bind(name.id.as_str(), Binding::Value(&named.value));
                }
            }
            Expr::StringLiteral(literal) => {
                self.text(literal.value.to_str(), literal.range);
            }
            Expr::Lambda(lambda) => self.lambda(lambda),
            Expr::ListComp(inner) => self.comprehension(&inner.generators, [Some(&inner.elt), None]),
            Expr::SetComp(inner) => self.comprehension(&inner.generators, [Some(&inner.elt), None]),
            Expr::Generator(inner) => self.comprehension(&inner.generators, [Some(&inner.elt), None]),
            Expr::DictComp(inner) => {
                self.comprehension(&inner.generators, [Some(&inner.key), Some(&inner.value)]);
            }
            _ => visitor::walk_expr(self, expression),
        }
    }

    /// A plain part of an f-string: `"a" f"{b}"`.
    fn visit_string_literal(&mut self, literal: &'a ast::StringLiteral) {
        self.text(&literal.value, literal.range);
    }

    fn visit_interpolated_string_element(&mut self, element: &'a ast::InterpolatedStringElement) {
        if let ast::InterpolatedStringElement::Literal(literal) = element {
            self.text(&literal.value, literal.range);
        }
        visitor::walk_interpolated_string_element(self, element);
    }

    fn visit_except_handler(&mut self, handler: &'a ast::ExceptHandler) {
        let ast::ExceptHandler::ExceptHandler(inner) = handler;
        self.errors.extend(inner.name.iter().map(ast::Identifier::as_str));
        if let Some(kind) = &inner.type_ {
            self.visit_expr(kind);
        }
        self.conditional(&inner.body);
        self.errors
            .truncate(self.errors.len() - usize::from(inner.name.is_some()));
    }

    fn visit_match_case(&mut self, case: &'a ast::MatchCase) {
        self.visit_pattern(&case.pattern);
        if let Some(guard) = &case.guard {
            self.visit_expr(guard);
        }
        self.conditional(&case.body);
    }

    fn visit_pattern(&mut self, pattern: &'a ast::Pattern) {
        calls::pattern(self, pattern);
        visitor::walk_pattern(self, pattern);
    }
}
