//! FP506: a file has a name that cannot be used.

use crate::diagnostic::Severity;
use crate::rules::{Rule, RuleCode};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode::new("FP506"),
    name: "invalid-path",
    severity: Severity::Error,
    summary: "a file has a name that cannot be used",
    text: "Paths are relative, use `/`, and have no `.`, `..` or empty parts, no control characters and \
           no names that Python or an operating system reserves.",
};

use crate::diagnostic::Diagnostic;

/// Bytes of a path; longer ones fit no `ConfigMap` key.
const MAX_BYTES: usize = 200;
/// Names that Python loads or writes by itself.
const PYTHON: [&str; 4] = ["__pycache__", "sitecustomize.py", "usercustomize.py", "fp_runner"];
/// Names that Windows keeps for devices, with any extension.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com1", "lpt1"];

/// A path that cannot be stored or would reach outside the project.
pub(crate) fn finding(path: &str) -> Option<Diagnostic> {
    let reason = reason(path)?;
    let shown: String = path
        .chars()
        .map(|each| if each.is_control() { '\u{fffd}' } else { each })
        .take(80)
        .collect();
    Some(super::whole(
        &RULE,
        path,
        format!("`{shown}` cannot be the name of a file: {reason}"),
    ))
}

fn reason(path: &str) -> Option<&'static str> {
    if path.is_empty() {
        return Some("it is empty");
    }
    if path.len() > MAX_BYTES {
        return Some("it is longer than 200 bytes");
    }
    if path.starts_with('/') || path.starts_with('~') || path.as_bytes().get(1) == Some(&b':') {
        return Some("it must be relative to the project");
    }
    if path.contains('\\') {
        return Some("folders are separated by `/`");
    }
    if path
        .chars()
        .any(|each| each.is_control() || "<>:\"|?*".contains(each) || is_invisible(each))
    {
        return Some("it has characters that are not allowed in names");
    }
    path.split('/').find_map(part)
}

fn part(part: &str) -> Option<&'static str> {
    let stem = part.split('.').next().unwrap_or_default().to_ascii_lowercase();
    match part {
        "" => Some("it has an empty part"),
        "." | ".." => Some("`.` and `..` are not allowed"),
        _ if part.starts_with('.') => Some("hidden files are not allowed"),
        _ if part.ends_with('.') || part.trim() != part => {
            Some("a part begins or ends with a blank or a dot")
        }
        _ if PYTHON.contains(&part) => Some("Python or the runner uses this name itself"),
        _ if DEVICES.contains(&stem.as_str()) => Some("the name is reserved on Windows"),
        _ => None,
    }
}

/// Marks that change how a name looks and not what it is.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}
