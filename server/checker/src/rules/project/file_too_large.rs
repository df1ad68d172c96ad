//! FP502: a file is too large.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP502"),
    name: "file-too-large",
    severity: Severity::Error,
    summary: "a file is too large",
    text: "Sizes are counted in bytes, for apps of one file too. Split the file, or keep large data in \
           the database.",
};

use crate::diagnostic::Diagnostic;
use crate::policy::Policy;

/// A file with more bytes than the limit.
pub(crate) fn finding(path: &str, bytes: &[u8], policy: &Policy) -> Option<Diagnostic> {
    let (size, limit) = (bytes.len(), policy.limits.file_bytes);
    (size > limit).then(|| {
        super::whole(
            &RULE,
            path,
            format!("the file has {size} bytes, and at most {limit} are allowed"),
        )
    })
}
