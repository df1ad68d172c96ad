//! FP404: files of the machine are used.

use crate::diagnostic::Severity;
use crate::names::constant_text;
use crate::rules::{Rule, RuleCode};
use crate::walk::Walk;

use rustpython_ruff_python_ast::{Expr, ExprCall};
use rustpython_ruff_text_size::Ranged;

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP404"),
    name: "local-files",
    severity: Severity::Warning,
    summary: "files of the machine are used",
    text: "Where an app runs, files outside its data folder cannot be written or do not outlive a \
           restart. Keep data in the database; read files of the project relative to `__file__`.",
};

/// The message for a dotted path that uses files whatever its arguments are.
pub(crate) fn message(path: &str) -> Option<String> {
    let name = match path.split_once('.') {
        Some(("os", name)) => {
            let names = [
                "open",
                "fdopen",
                "remove",
                "unlink",
                "rename",
                "replace",
                "mkdir",
                "makedirs",
                "rmdir",
                "removedirs",
                "symlink",
                "link",
                "chmod",
                "truncate",
                "listdir",
                "scandir",
                "walk",
                "mkfifo",
            ];
            names.contains(&name)
        }
        Some(("shutil", name)) => name != "get_terminal_size" && name != "which",
        _ => matches!(
            path,
            "sqlite3.connect"
                | "shelve.open"
                | "dbm.open"
                | "zipfile.ZipFile"
                | "tarfile.open"
                | "io.FileIO"
                | "io.open"
                | "io.open_code"
        ),
    };
    (name || is_path_method(path)).then(|| text(path))
}

/// Methods of `pathlib.Path` that change files.
fn is_path_method(path: &str) -> bool {
    let changes = [
        "write_text",
        "write_bytes",
        "unlink",
        "mkdir",
        "rmdir",
        "rename",
        "replace",
        "touch",
        "symlink_to",
        "chmod",
    ];
    path.strip_prefix("pathlib.")
        .and_then(|rest| rest.rsplit_once('.'))
        .is_some_and(|(_, method)| changes.contains(&method))
}

fn text(path: &str) -> String {
    let path = path.strip_prefix("builtins.").unwrap_or(path);
    format!("`{path}` uses files of the machine, which do not outlive a restart everywhere")
}

/// `open(...)`, `Path(...).read_text()` and serving files: fine for the project's own files.
pub(crate) fn call<'a>(walk: &mut Walk<'a>, call: &'a ExprCall, path: &str) {
    let place = match path {
        "builtins.open" => call.arguments.args.first(),
        "pathlib.Path().read_text" | "pathlib.Path().read_bytes" | "pathlib.Path().open" => {
            path_argument(&call.func)
        }
        _ if path.ends_with("responses.FileResponse") => call.arguments.find_argument_value("path", 0),
        _ if path.ends_with("staticfiles.StaticFiles") => call.arguments.find_argument_value("directory", 0),
        _ => return,
    };
    let served = path.ends_with("FileResponse") || path.ends_with("StaticFiles");
    let own = place.is_none_or(|place| {
        let relative =
            constant_text(place).is_some_and(|text| !text.starts_with('/') && !text.contains(".."));
        relative && (served || path != "builtins.open")
            || walk.source.slice(place.range()).contains("__file__")
    });
    if !own {
        walk.report(&RULE, call.func.range(), text(path));
    }
}

/// The argument of the `Path(...)` behind a method.
fn path_argument(function: &Expr) -> Option<&Expr> {
    let attribute = function.as_attribute_expr()?;
    attribute.value.as_call_expr()?.arguments.args.first()
}
