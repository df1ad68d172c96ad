//! FP409: the whole environment is read.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP409"),
    name: "environment-dump",
    severity: Severity::Warning,
    summary: "the whole environment is read",
    text: r#"The environment holds passwords and the addresses of the platform. Read the one name that is needed: `os.environ["NAME"]`."#,
};
