//! FP404: files of the machine are used.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP404"),
    name: "local-files",
    severity: Severity::Warning,
    summary: "files of the machine are used",
    text: r#"Where an app runs, files outside its data folder cannot be written or do not outlive a restart. Keep data in the database; read files of the project relative to `__file__`."#,
};
