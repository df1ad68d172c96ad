//! Import statements.

use rustpython_ruff_python_ast::{self as ast, ExceptHandler, Expr};
use rustpython_ruff_text_size::Ranged;

use super::Walk;
use crate::facts::Import;
use crate::names::Names;
use crate::rules::calls;
use crate::source::bytes;

impl<'a> Walk<'a> {
    pub(super) fn import(&mut self, import: &'a ast::StmtImport) {
        for alias in &import.names {
            self.facts.imports.push(Import {
                module: alias.name.to_string(),
                range: bytes(alias.name.range()),
                guard: self.guard,
                at_top: self.is_at_import(),
                ..Import::default()
            });
        }
    }

    pub(super) fn import_from(&mut self, import: &'a ast::StmtImportFrom) {
        let module = import
            .module
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default();
        let names = import
            .names
            .iter()
            .map(|alias| (alias.name.to_string(), bytes(alias.name.range())))
            .collect();
        let range = import.module.as_ref().map_or(import.range(), Ranged::range);
        if import.level == 0 {
            for alias in &import.names {
                calls::path(self, &format!("{module}.{}", alias.name), alias.range());
            }
        }
        self.facts.imports.push(Import {
            level: import.level as usize,
            module,
            names: Some(names),
            range: bytes(range),
            guard: self.guard,
            at_top: self.is_at_import(),
        });
    }
}

/// Whether one of the handlers catches a failing import.
pub(super) fn catches_import_error<'a>(names: &Names<'a>, handlers: &'a [ExceptHandler]) -> bool {
    let catches = |expression: &'a Expr| {
        names.path(expression).is_some_and(|path| {
            let name = path.strip_prefix("builtins.").unwrap_or_default();
            matches!(
                name,
                "ImportError" | "ModuleNotFoundError" | "Exception" | "BaseException"
            )
        })
    };
    handlers.iter().any(
        |ExceptHandler::ExceptHandler(handler)| match handler.type_.as_deref() {
            None => true,
            Some(Expr::Tuple(tuple)) => tuple.elts.iter().any(catches),
            Some(expression) => catches(expression),
        },
    )
}
