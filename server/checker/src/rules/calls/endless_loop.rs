//! FP414: an endless loop runs while the file is imported.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP414"),
    name: "endless-loop",
    severity: Severity::Error,
    summary: "an endless loop runs while the file is imported",
    text: r#"The app is ready only when the import ends, and it never does. Put the loop into a task that starts with the app."#,
};
