//! FP419: an address is opened with `urllib`.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP419"),
    name: "outside-address",
    severity: Severity::Warning,
    summary: "an address is opened with `urllib`",
    text: "`urllib` also opens `file:` addresses and blocks the event loop. Use `httpx.AsyncClient`.",
};

/// The message for a dotted path that opens addresses.
pub(crate) fn message(path: &str) -> Option<String> {
    let found = matches!(
        path,
        "urllib.request.urlopen"
            | "urllib.request.urlretrieve"
            | "urllib.request.build_opener"
            | "urllib.request.Request"
    );
    found.then(|| {
        format!(
            "`{}` also opens files and blocks: use `httpx`",
            path.strip_prefix("builtins.").unwrap_or(path)
        )
    })
}
