//! FP421: data can become code.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP421"),
    name: "code-from-data",
    severity: Severity::Warning,
    summary: "data can become code",
    text: "`pickle.loads` and `marshal.loads` run what the data says. That is fine for data the app wrote \
           itself and nobody else can change; for anything from a request use `json.loads`.",
};

/// The message for a dotted path that reads or builds code.
pub(crate) fn message(path: &str) -> Option<String> {
    let found = matches!(
        path,
        "pickle.loads"
            | "pickle.load"
            | "pickle.Unpickler"
            | "marshal.loads"
            | "marshal.load"
            | "types.CodeType"
            | "types.FunctionType"
            | "code.interact"
            | "code.InteractiveInterpreter"
            | "runpy.run_path"
            | "runpy.run_module"
    );
    found.then(|| format!("`{path}` can run what its data says"))
}
