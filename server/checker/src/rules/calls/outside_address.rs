//! FP419: an address is opened with `urllib`.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP419"),
    name: "outside-address",
    severity: Severity::Warning,
    summary: "an address is opened with `urllib`",
    text: r#"`urllib` also opens `file:` addresses and blocks the event loop. Use `httpx.AsyncClient`."#,
};
