//! FP508: a file has an extension that is not served.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP508"),
    name: "file-type",
    severity: Severity::Error,
    summary: "a file has an extension that is not served",
    text: "Projects hold `.py`, `.css`, `.js`, `.svg`, `.html`, `.json` and `.txt` files.",
};

use crate::diagnostic::Diagnostic;

/// What the platform stores and serves.
const EXTENSIONS: [&str; 7] = ["py", "css", "js", "svg", "html", "json", "txt"];

/// A file with another extension.
pub(crate) fn finding(path: &str) -> Option<Diagnostic> {
    let name = path.rsplit('/').next().unwrap_or_default();
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    if extension.is_some_and(|given| EXTENSIONS.contains(&given)) {
        return None;
    }
    let what = extension.map_or("a file without an extension".to_owned(), |given| {
        format!("a `.{given}` file")
    });
    let mut finding = super::whole(&RULE, path, format!("{what} cannot be part of a project"));
    finding.help = Some(format!("allowed are .{}", EXTENSIONS.join(" .")));
    Some(finding)
}
