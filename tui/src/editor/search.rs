//! What is searched for, compiled once.

use std::ops::Range;

use regex::{Regex, RegexBuilder};

/// How the pattern is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Syntax {
    /// Letter by letter.
    #[default]
    Literal,
    /// As a regular expression, `^` and `$` at line ends.
    Regex,
}

/// Whether capitals matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CaseRule {
    /// Only when the pattern has a capital.
    #[default]
    Smart,
    /// Always.
    Sensitive,
    /// Never.
    Insensitive,
}

/// The pattern is not a regular expression that can be searched for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "the search pattern is not a valid regular expression: {reason}; hint: search for it literally, or put \\ before special characters"
)]
pub struct InvalidPattern {
    reason: String,
}

/// A pattern ready to be searched for.
#[derive(Debug, Clone)]
pub struct Query {
    pattern: String,
    syntax: Syntax,
    regex: Regex,
}

impl PartialEq for Query {
    fn eq(&self, other: &Self) -> bool {
        self.syntax == other.syntax && self.regex.as_str() == other.regex.as_str()
    }
}

/// A compiled pattern may use this much memory, in bytes.
const SIZE_LIMIT_BYTES: usize = 4 * 1024 * 1024;

impl Query {
    /// Compiles `pattern`.
    pub fn new(pattern: &str, syntax: Syntax, case: CaseRule) -> Result<Self, InvalidPattern> {
        let source = match syntax {
            Syntax::Literal => regex::escape(pattern),
            Syntax::Regex => pattern.to_owned(),
        };
        let insensitive = match case {
            CaseRule::Sensitive => false,
            CaseRule::Insensitive => true,
            CaseRule::Smart => !pattern.chars().any(char::is_uppercase),
        };
        let flags = if insensitive { "(?i)" } else { "" };
        let regex = RegexBuilder::new(&format!("{flags}{source}"))
            .multi_line(true)
            .crlf(true)
            .size_limit(SIZE_LIMIT_BYTES)
            .build()
            .map_err(|error| InvalidPattern {
                reason: last_line(&error.to_string()),
            })?;
        Ok(Self {
            pattern: pattern.to_owned(),
            syntax,
            regex,
        })
    }

    /// The pattern as it was typed.
    pub fn pattern(&self) -> &str {
        &self.pattern
    }

    /// The matches in `text` that are not empty, as byte ranges.
    pub(crate) fn matches<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
        self.regex
            .find_iter(text)
            .map(|found| found.range())
            .filter(|range| !range.is_empty())
    }

    /// What `template` stands for at the match that begins at byte `start` of `text`.
    pub(crate) fn expand(&self, text: &str, start: usize, template: &str) -> String {
        if self.syntax == Syntax::Literal {
            return template.to_owned();
        }
        let mut expanded = String::new();
        if let Some(captures) = self.regex.captures_at(text, start) {
            captures.expand(template, &mut expanded);
        }
        expanded
    }
}

/// The regex crate draws the pattern with a caret over several lines; its last line is the reason.
fn last_line(text: &str) -> String {
    text.lines()
        .last()
        .unwrap_or(text)
        .trim_start_matches("error: ")
        .to_owned()
}

#[cfg(test)]
mod tests;
