//! The table of rules: one code, one rule, one text that explains it.

use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use crate::diagnostic::Severity;

/// The stable code of a rule, such as `FP101`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct RuleCode(&'static str);

impl RuleCode {
    /// The code as text.
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for RuleCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.0)
    }
}

impl<'de> Deserialize<'de> for RuleCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        explain(&text).map(|rule| rule.code).ok_or_else(|| D::Error::custom(format!("unknown rule code {text}")))
    }
}

/// A rule and the text that explains it.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// Its stable code.
    pub code: RuleCode,
    /// Its name in lower case with dashes.
    pub name: &'static str,
    /// How much its findings weigh.
    pub severity: Severity,
    /// What it finds, in one line.
    pub summary: &'static str,
    /// Why it matters, and what to do instead: Markdown.
    pub text: &'static str,
}

/// All rules, ordered by code.
pub fn rules() -> &'static [Rule] {
    &[]
}

/// The rule behind a code (`FP201`, in any case) or a name; `None` for anything else.
pub fn explain(code: &str) -> Option<&'static Rule> {
    rules().iter().find(|rule| rule.code.as_str().eq_ignore_ascii_case(code) || rule.name == code)
}
