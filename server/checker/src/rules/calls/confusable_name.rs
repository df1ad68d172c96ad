//! FP416: a name is written with look-alike characters.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP416"),
    name: "confusable-name",
    severity: Severity::Warning,
    summary: "a name is written with look-alike characters",
    text: r#"Python treats full-width and other compatibility letters as the plain ones, so the name is another than it seems. Type it again with plain letters."#,
};
