//! FP107: the coding comment names an encoding other than UTF-8.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP107"),
    name: "legacy-encoding",
    severity: Severity::Warning,
    summary: "the coding comment names an encoding other than UTF-8",
    text: "The platform keeps and runs files as UTF-8. With such a comment Python reads the characters \
           outside ASCII wrongly. Save the file as UTF-8 and remove the comment.",
};
