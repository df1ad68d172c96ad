//! The names that the statements of one scope bind.

use rustc_hash::{FxBuildHasher, FxHashMap};
use rustpython_ruff_python_ast::{self as ast, ExceptHandler, Expr, Stmt};

use super::Binding;

/// The bindings of a body, without those of the functions and classes inside it.
pub(super) fn bindings(body: &[Stmt]) -> FxHashMap<&str, Binding<'_>> {
    let mut found = FxHashMap::with_capacity_and_hasher(body.len(), FxBuildHasher);
    statements(body, &mut found);
    found
}

fn statements<'a>(body: &'a [Stmt], found: &mut FxHashMap<&'a str, Binding<'a>>) {
    for statement in body {
        statement_names(statement, found);
        for block in blocks(statement) {
            statements(block, found);
        }
    }
}

/// The blocks inside a compound statement that belong to the same scope.
pub(crate) fn blocks(statement: &Stmt) -> Vec<&[Stmt]> {
    match statement {
        Stmt::If(inner) => {
            let clauses = inner
                .elif_else_clauses
                .iter()
                .map(|clause| clause.body.as_slice());
            std::iter::once(inner.body.as_slice()).chain(clauses).collect()
        }
        Stmt::For(inner) => vec![&inner.body, &inner.orelse],
        Stmt::While(inner) => vec![&inner.body, &inner.orelse],
        Stmt::With(inner) => vec![&inner.body],
        Stmt::Match(inner) => inner.cases.iter().map(|case| case.body.as_slice()).collect(),
        Stmt::Try(inner) => {
            let handlers = inner
                .handlers
                .iter()
                .map(|ExceptHandler::ExceptHandler(handler)| handler.body.as_slice());
            std::iter::once(inner.body.as_slice())
                .chain(handlers)
                .chain([&inner.orelse[..], &inner.finalbody[..]])
                .collect()
        }
        _ => Vec::new(),
    }
}

fn statement_names<'a>(statement: &'a Stmt, found: &mut FxHashMap<&'a str, Binding<'a>>) {
    match statement {
        Stmt::Import(import) => import.names.iter().for_each(|alias| {
            let (name, path) = imported(alias);
            found.insert(name, Binding::Import(path.to_owned()));
        }),
        Stmt::ImportFrom(import) => from_names(import, found),
        Stmt::FunctionDef(function) => {
            found.insert(function.name.as_str(), Binding::Function(function));
        }
        Stmt::ClassDef(class) => {
            found.insert(class.name.as_str(), Binding::Opaque);
        }
        Stmt::Assign(assign) => assign
            .targets
            .iter()
            .for_each(|target| bind(target, Some(&assign.value), found)),
        Stmt::AnnAssign(assign) => bind(&assign.target, assign.value.as_deref(), found),
        Stmt::AugAssign(assign) => bind(&assign.target, None, found),
        Stmt::For(inner) => bind(&inner.target, None, found),
        Stmt::With(inner) => {
            inner
                .items
                .iter()
                .filter_map(|item| item.optional_vars.as_deref())
                .for_each(|target| bind(target, None, found));
        }
        Stmt::Try(inner) => {
            for ExceptHandler::ExceptHandler(handler) in &inner.handlers {
                found.extend(handler.name.iter().map(|name| (name.as_str(), Binding::Opaque)));
            }
        }
        _ => {}
    }
}

/// The name an `import` binds and the path of what it stands for.
fn imported(alias: &ast::Alias) -> (&str, &str) {
    if let Some(name) = &alias.asname {
        return (name.as_str(), alias.name.as_str());
    }
    let first = alias.name.split('.').next().unwrap_or_default();
    (first, first)
}

fn from_names<'a>(import: &'a ast::StmtImportFrom, found: &mut FxHashMap<&'a str, Binding<'a>>) {
    let module = import.module.as_deref().unwrap_or_default();
    let dots = ".".repeat(import.level as usize);
    let inside = if module.is_empty() { "" } else { "." };
    for alias in &import.names {
        let name = alias.asname.as_ref().unwrap_or(&alias.name);
        found.insert(
            name.as_str(),
            Binding::Import(format!("{dots}{module}{inside}{}", alias.name)),
        );
    }
}

/// Binds a target. An import is not forgotten for `None`, the usual fallback of an optional import.
fn bind<'a>(target: &'a Expr, value: Option<&'a Expr>, found: &mut FxHashMap<&'a str, Binding<'a>>) {
    let mut names = Vec::new();
    target_names(target, &mut names);
    let single = matches!(target, Expr::Name(_));
    for name in names {
        let binding = value.filter(|_| single).map_or(Binding::Opaque, Binding::Value);
        if !matches!(found.get(name), Some(Binding::Import(_))) {
            found.insert(name, binding);
        }
    }
}

/// The plain names in an assignment target.
pub(crate) fn target_names<'a>(target: &'a Expr, names: &mut Vec<&'a str>) {
    match target {
        Expr::Name(name) => names.push(name.id.as_str()),
        Expr::Tuple(tuple) => tuple.elts.iter().for_each(|element| target_names(element, names)),
        Expr::List(list) => list.elts.iter().for_each(|element| target_names(element, names)),
        Expr::Starred(starred) => target_names(&starred.value, names),
        _ => {}
    }
}
