//! FP410: an address or file of the platform is named.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP410"),
    name: "platform-address",
    severity: Severity::Warning,
    summary: "an address or file of the platform is named",
    text: r#"The metadata address, the service-account token and the cluster's own names are closed to apps."#,
};
