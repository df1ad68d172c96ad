//! What a value is, as far as its text shows.

use std::ops::Range;

use rustpython_ruff_python_ast::{self as ast, Expr, Stmt};
use rustpython_ruff_text_size::Ranged;

use super::Bound;
use crate::facts::Elsewhere;
use crate::names::{Binding, blocks};
use crate::report::Framework;
use crate::source::bytes;
use crate::walk::Walk;

/// Classes whose instances are apps.
const APP_CLASSES: [&str; 6] = [
    "fastapi.FastAPI",
    "fastapi.applications.FastAPI",
    "starlette.applications.Starlette",
    "fasthtml.common.FastHTML",
    "fasthtml.core.FastHTML",
    "fasthtml.FastHTML",
];

/// Functions of `FastHTML` whose first result is an app.
const APP_FUNCTIONS: [&str; 3] = [
    "fasthtml.common.fast_app",
    "fasthtml.fastapp.fast_app",
    "fasthtml.fast_app",
];

/// What `app` becomes in an assignment to a target that contains it.
pub(super) fn target<'a>(walk: &Walk<'a>, target: &'a Expr, value: &'a Expr) -> Bound {
    match (target, value) {
        (Expr::Name(_), _) => classify(walk, value),
        (Expr::Tuple(targets), Expr::Tuple(values)) if targets.elts.len() == values.elts.len() => {
            let position = targets
                .elts
                .iter()
                .position(|element| element.as_name_expr().is_some_and(|name| name.id == "app"));
            position
                .and_then(|index| values.elts.get(index))
                .map_or(Bound::Maybe, |given| classify(walk, given))
        }
        _ => Bound::Maybe,
    }
}

/// What a single value is.
pub(super) fn classify<'a>(walk: &Walk<'a>, value: &'a Expr) -> Bound {
    classify_within(walk, value, 8)
}

fn classify_within<'a>(walk: &Walk<'a>, value: &'a Expr, depth: usize) -> Bound {
    let not = |what: &str| Bound::Not {
        range: bytes(value.range()),
        what: what.to_owned(),
    };
    match value {
        Expr::NumberLiteral(_) => not("a number"),
        Expr::StringLiteral(_) | Expr::FString(_) => not("a text"),
        Expr::BytesLiteral(_) => not("bytes"),
        Expr::BooleanLiteral(_) => not("a truth value"),
        Expr::NoneLiteral(_) => not("`None`"),
        Expr::EllipsisLiteral(_) => not("`...`"),
        Expr::List(_) | Expr::ListComp(_) => not("a list"),
        Expr::Dict(_) | Expr::DictComp(_) => not("a dictionary"),
        Expr::Set(_) | Expr::SetComp(_) => not("a set"),
        Expr::Tuple(_) => not("a tuple"),
        Expr::Call(_) if returns_tuple(walk, value) => {
            not("the whole result of `fast_app()`: write `app, rt = fast_app()`")
        }
        Expr::Name(name) => by_name(walk, name, depth),
        Expr::Attribute(_) if is_app_class(walk, value) => not("the class itself: call it with `()`"),
        _ => Bound::Maybe,
    }
}

fn returns_tuple<'a>(walk: &Walk<'a>, value: &'a Expr) -> bool {
    let path = walk.names.path(value).unwrap_or_default();
    path.strip_suffix("()")
        .is_some_and(|function| APP_FUNCTIONS.contains(&function))
}

fn is_app_class<'a>(walk: &Walk<'a>, value: &'a Expr) -> bool {
    walk.names
        .path(value)
        .is_some_and(|path| APP_CLASSES.contains(&path.as_str()))
}

fn by_name<'a>(walk: &Walk<'a>, name: &'a ast::ExprName, depth: usize) -> Bound {
    let not = |what: &str| Bound::Not {
        range: bytes(name.range),
        what: what.to_owned(),
    };
    match walk.names.lookup(name.id.as_str()) {
        Some(Binding::Import(path)) if APP_CLASSES.contains(&path.as_str()) => {
            not("the class itself: call it with `()`")
        }
        Some(Binding::Value(value)) if depth > 0 && name.id != "app" => {
            classify_within(walk, value, depth - 1)
        }
        None if matches!(
            name.id.as_str(),
            "int" | "str" | "list" | "dict" | "set" | "object" | "print"
        ) =>
        {
            not("a builtin")
        }
        _ => Bound::Maybe,
    }
}

/// `import app`: the module, not an app in it.
pub(super) fn module(alias: &ast::Alias) -> Bound {
    Bound::Not {
        range: bytes(alias.range),
        what: "a module: write `from ... import app`".to_owned(),
    }
}

/// `from module import app`.
pub(super) fn from_import(
    walk: &Walk<'_>,
    import: &ast::StmtImportFrom,
    alias: &ast::Alias,
) -> Option<Bound> {
    let name = alias.asname.as_ref().unwrap_or(&alias.name);
    if name.as_str() != "app" {
        return None;
    }
    // The imports are kept in the order of the file.
    let place = bytes(import.module.as_ref().map_or(import.range(), Ranged::range)).start;
    let index = walk
        .facts
        .imports
        .binary_search_by_key(&place, |known| known.range.start)
        .ok();
    Some(index.map_or(Bound::Maybe, |index| Bound::Imported {
        import: index,
        name: alias.name.to_string(),
    }))
}

/// `__name__ == "__main__"`, which the runner's import never is.
pub(crate) fn is_main_guard(test: &Expr) -> bool {
    test.as_compare_expr().is_some_and(|compare| {
        let sides = || std::iter::once(&*compare.left).chain(&compare.comparators);
        matches!(&*compare.ops, [ast::CmpOp::Eq])
            && sides().any(|side| side.as_name_expr().is_some_and(|name| name.id == "__name__"))
            && sides().any(|side| {
                side.as_string_literal_expr()
                    .is_some_and(|text| text.value.to_str() == "__main__")
            })
    })
}

/// The place of an `app = ...` in the first block of a statement.
pub(super) fn binds_app_inside(walk: &Walk<'_>, statement: &Stmt) -> Option<Range<usize>> {
    let first = blocks(statement).into_iter().next()?;
    first
        .iter()
        .find_map(|inner| match inner {
            Stmt::Assign(assign) if assign.targets.iter().any(super::binds_app) => Some(bytes(inner.range())),
            _ => None,
        })
        .filter(|range| range.end <= walk.source.text.len())
}

/// An app that the file makes under another name or inside a function.
pub(super) fn elsewhere<'a>(walk: &Walk<'a>, body: &'a [Stmt]) -> Option<Elsewhere> {
    body.iter().find_map(|statement| match statement {
        Stmt::Assign(assign) if makes_app(walk, &assign.value) => {
            let Some(Expr::Name(name)) = assign.targets.first() else {
                return None;
            };
            let why = format!("under the name `{}`", name.id);
            Some(Elsewhere {
                range: bytes(name.range),
                why,
                name: Some(name.id.to_string()),
            })
        }
        Stmt::FunctionDef(function) => function.body.iter().find_map(|inner| {
            let assign = inner
                .as_assign_stmt()
                .filter(|assign| assign.targets.iter().any(super::binds_app))?;
            let why = format!("inside `{}()`, where the runner cannot see it", function.name);
            Some(Elsewhere {
                range: bytes(assign.range),
                why,
                name: None,
            })
        }),
        _ => None,
    })
}

fn makes_app<'a>(walk: &Walk<'a>, value: &'a Expr) -> bool {
    framework_of(walk, value).is_some()
}

fn framework_of<'a>(walk: &Walk<'a>, value: &'a Expr) -> Option<Framework> {
    let path = walk.names.path(value)?;
    let made = path.strip_suffix("()")?;
    let known = APP_CLASSES.contains(&made) || APP_FUNCTIONS.contains(&made) || is_star_name(walk, made);
    let html = made.contains("fasthtml") || made.ends_with("fast_app") || made.ends_with("FastHTML");
    known.then_some(if html {
        Framework::Fasthtml
    } else {
        Framework::Fastapi
    })
}

/// `FastHTML()` after `from fasthtml.common import *` looks like a builtin.
fn is_star_name(walk: &Walk<'_>, made: &str) -> bool {
    let star = walk.facts.imports.iter().any(|import| {
        import.module.starts_with("fasthtml") && import.names.iter().flatten().any(|(name, _)| name == "*")
    });
    star && matches!(made, "builtins.fast_app" | "builtins.FastHTML")
}

/// The framework of the app made in this file, or else of what it imports.
pub(super) fn framework<'a>(walk: &Walk<'a>, body: &'a [Stmt]) -> Option<Framework> {
    let assigned = body.iter().find_map(|statement| match statement {
        Stmt::Assign(assign) => framework_of(walk, &assign.value),
        Stmt::AnnAssign(assign) => assign
            .value
            .as_deref()
            .and_then(|value| framework_of(walk, value)),
        _ => None,
    });
    let imports = |name: &str| {
        walk.facts
            .imports
            .iter()
            .any(|import| import.module.split('.').next() == Some(name))
    };
    assigned.or_else(|| {
        if imports("fasthtml") {
            Some(Framework::Fasthtml)
        } else {
            (imports("fastapi") || imports("starlette")).then_some(Framework::Fastapi)
        }
    })
}
