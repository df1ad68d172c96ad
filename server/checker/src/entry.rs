//! Whether a file gives the runner an app: what `app` and `create_app` are at its top level, as far as the text shows.
//!
//! Only what certainly fails is refused; whatever cannot be known is let through and left to the runner.

mod value;

pub(crate) use value::is_main_guard;

use rustpython_ruff_python_ast::{self as ast, Expr, Stmt};
use rustpython_ruff_text_size::Ranged;

use crate::facts::{Elsewhere, Entry};
use crate::names::{Binding, blocks, target_names};
use crate::source::bytes;
use crate::walk::Walk;

/// How a top-level statement binds `app`.
enum Bound {
    /// An app, or something that may be one.
    Maybe,
    Imported {
        import: usize,
        name: String,
    },
    Not {
        range: std::ops::Range<usize>,
        what: String,
    },
}

/// Fills in the entry, the exports and the framework of the file.
pub(crate) fn examine<'a>(walk: &mut Walk<'a>, body: &'a [Stmt]) {
    exports(walk, body);
    let mut bound = Vec::new();
    let mut dead = None;
    live(walk, body, true, &mut bound, &mut dead);
    walk.facts.framework = value::framework(walk, body);
    walk.facts.entry = verdict(walk, body, bound, dead);
}

fn verdict(walk: &Walk<'_>, body: &[Stmt], mut bound: Vec<(Bound, bool)>, dead: Option<Elsewhere>) -> Entry {
    let last_is_final = bound.last().is_some_and(|(_, certain)| *certain);
    let decisive = if last_is_final {
        bound.pop()
    } else {
        take_best(&mut bound)
    };
    match decisive {
        Some((Bound::Maybe, _)) => Entry::Given,
        Some((Bound::Imported { import, name }, _)) => Entry::Imported { import, name },
        _ if declares_global(body) || walk.facts.exports.is_open => Entry::Given,
        other => match (factory(walk, body), other) {
            (Some(entry), _) => entry,
            (None, Some((Bound::Not { range, what }, _))) => Entry::NotAnApp { range, what },
            (None, _) => dead
                .or_else(|| value::elsewhere(walk, body))
                .map_or(Entry::Missing, Entry::Elsewhere),
        },
    }
}

/// Of several bindings under conditions, the one that speaks most for an app.
fn take_best(bound: &mut Vec<(Bound, bool)>) -> Option<(Bound, bool)> {
    let best = bound
        .iter()
        .position(|(bound, _)| !matches!(bound, Bound::Not { .. }))
        .unwrap_or(0);
    (best < bound.len()).then(|| bound.swap_remove(best))
}

/// Gathers the bindings of `app` in statements that run while the file is imported.
fn live<'a>(
    walk: &Walk<'a>,
    body: &'a [Stmt],
    certain: bool,
    bound: &mut Vec<(Bound, bool)>,
    dead: &mut Option<Elsewhere>,
) {
    for statement in body {
        binding(walk, statement, certain, bound);
        let (blocks, why) = live_blocks(statement);
        let is_plain = matches!(statement, Stmt::With(_));
        for block in blocks {
            live(walk, block, certain && is_plain, bound, dead);
        }
        if let (Some(why), Some(range)) = (why, value::binds_app_inside(walk, statement)) {
            *dead = Some(Elsewhere {
                range,
                why: why.to_owned(),
                name: None,
            });
        }
    }
}

/// The blocks of a statement that may run at import, and why others do not.
fn live_blocks(statement: &Stmt) -> (Vec<&[Stmt]>, Option<&'static str>) {
    let Stmt::If(inner) = statement else {
        return (blocks(statement), None);
    };
    let others = || blocks(statement).into_iter().skip(1).collect();
    match &*inner.test {
        Expr::BooleanLiteral(literal) if !literal.value => (others(), Some("under `if False:`")),
        Expr::NumberLiteral(literal) if matches!(&literal.value, ast::Number::Int(int) if *int == ast::Int::ZERO) => {
            (others(), Some("under `if 0:`"))
        }
        test if value::is_main_guard(test) => (others(), Some("under `if __name__ == \"__main__\":`")),
        _ => (blocks(statement), None),
    }
}

fn binding<'a>(walk: &Walk<'a>, statement: &'a Stmt, certain: bool, bound: &mut Vec<(Bound, bool)>) {
    match statement {
        Stmt::Assign(assign) => {
            for target in assign.targets.iter().filter(|target| binds_app(target)) {
                bound.push((value::target(walk, target, &assign.value), certain));
            }
        }
        Stmt::AnnAssign(assign) if binds_app(&assign.target) => {
            bound.extend(
                assign
                    .value
                    .as_deref()
                    .map(|given| (value::classify(walk, given), certain)),
            );
        }
        Stmt::Expr(inner) => {
            if let Expr::Named(named) = &*inner.value
                && binds_app(&named.target)
            {
                bound.push((value::classify(walk, &named.value), certain));
            }
        }
        Stmt::FunctionDef(function) if function.name.as_str() == "app" => bound.push((Bound::Maybe, certain)),
        Stmt::ClassDef(class) if class.name.as_str() == "app" => bound.push((Bound::Maybe, certain)),
        Stmt::For(inner) if binds_app(&inner.target) => bound.push((Bound::Maybe, certain)),
        Stmt::With(inner)
            if inner
                .items
                .iter()
                .filter_map(|item| item.optional_vars.as_deref())
                .any(binds_app) =>
        {
            bound.push((Bound::Maybe, certain));
        }
        Stmt::Import(import) => {
            let named = |alias: &&ast::Alias| alias.asname.as_ref().unwrap_or(&alias.name).as_str() == "app";
            bound.extend(
                import
                    .names
                    .iter()
                    .filter(named)
                    .map(|alias| (value::module(alias), certain)),
            );
        }
        Stmt::ImportFrom(import) => {
            bound.extend(
                import
                    .names
                    .iter()
                    .filter_map(|alias| value::from_import(walk, import, alias))
                    .map(|it| (it, certain)),
            );
        }
        _ => {}
    }
}

fn binds_app(target: &Expr) -> bool {
    let mut names = Vec::new();
    target_names(target, &mut names);
    names.contains(&"app")
}

/// `create_app` at the top level: a function that can be called without arguments, or anything else of that name.
fn factory(walk: &Walk<'_>, body: &[Stmt]) -> Option<Entry> {
    match walk.names.lookup("create_app")? {
        Binding::Function(function) if body.iter().any(|statement| is_dead_factory(statement, function)) => {
            None
        }
        Binding::Function(function) => {
            let required = |parameter: &&ast::ParameterWithDefault| parameter.default.is_none();
            let parameters = &function.parameters;
            let mut all = parameters
                .posonlyargs
                .iter()
                .chain(&parameters.args)
                .chain(&parameters.kwonlyargs);
            Some(all.find(required).map_or(Entry::Given, |parameter| {
                Entry::Arguments(bytes(parameter.range()))
            }))
        }
        _ => Some(Entry::Given),
    }
}

/// A factory under `if False:` and its like.
fn is_dead_factory(statement: &Stmt, function: &ast::StmtFunctionDef) -> bool {
    live_blocks(statement).1.is_some() && statement.range().contains_range(function.range)
}

/// `global app` in a function: it may be called and bind the name.
fn declares_global(body: &[Stmt]) -> bool {
    body.iter().any(|statement| match statement {
        Stmt::Global(global) => global.names.iter().any(|name| name.as_str() == "app"),
        Stmt::FunctionDef(function) => declares_global(&function.body),
        other => blocks(other).into_iter().any(declares_global),
    })
}

/// The names other files can import from this one.
fn exports(walk: &mut Walk<'_>, body: &[Stmt]) {
    walk.facts.exports.names = walk.names.all().map(str::to_owned).collect();
    let stars = walk.facts.imports.iter().any(|import| {
        import
            .names
            .as_ref()
            .is_some_and(|names| names.iter().any(|(name, _)| name == "*"))
    });
    let dynamic = ["globals(", "__getattr__", "setattr(", "exec(", "global ", "vars("];
    walk.facts.exports.is_open |=
        stars || (dynamic.iter().any(|word| walk.source.text.contains(word)) || has_walrus(body));
}

fn has_walrus(body: &[Stmt]) -> bool {
    body.iter().any(|statement| match statement {
        Stmt::If(inner) => {
            inner.test.is_named_expr() || inner.test.is_compare_expr() && has_named(&inner.test)
        }
        Stmt::While(inner) => has_named(&inner.test),
        Stmt::Match(_) => true,
        _ => false,
    })
}

fn has_named(expression: &Expr) -> bool {
    matches!(expression, Expr::Named(_))
        || expression
            .as_compare_expr()
            .is_some_and(|compare| compare.left.is_named_expr())
}
