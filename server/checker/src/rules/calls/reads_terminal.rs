//! FP403: the terminal is read.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP403"),
    name: "reads-terminal",
    severity: Severity::Error,
    summary: "the terminal is read",
    text: r#"An app has no terminal: `input()` fails with end of file at once. Take the value from the request or from an environment variable."#,
};
