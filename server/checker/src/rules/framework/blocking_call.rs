//! FP702: an `async` function makes a call that blocks.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP702"),
    name: "blocking-call",
    severity: Severity::Warning,
    summary: "an `async` function makes a call that blocks",
    text: r#"While it waits, the app answers nobody. Use `await asyncio.sleep(...)`, `httpx.AsyncClient`, or make the function a plain `def`, which the framework runs in a thread."#,
};
